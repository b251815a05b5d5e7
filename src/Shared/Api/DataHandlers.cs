using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>Files over HTTP: the same as a drop.</summary>
internal static class DataHandlers
{
    /// <summary>
    /// <c>PUT /api/data/{model}/{file}</c>; <c>?label=</c> and <c>?task=</c> name the target, and <c>?newTarget=true</c>
    /// lets it replace what serves.
    /// </summary>
    public static async Task PutAsync(HttpContext context, ApiServices services)
    {
        var name = UploadedFile.CheckName(context, StorageNames.IncomingContainer);
        var (newTarget, draft) = (context.Flag("newTarget"), await DraftAsync(context, services));
        await UploadedFile.WriteAsync(context, services, StorageNames.IncomingContainer, name);
        await UploadedFile.AnswerAsync(
            context,
            await services.Starter.DropAsync(name, context.Caller(), newTarget, draft, context.RequestAborted)
        );
    }

    /// <summary>The digest of a definition with the target that the query names; null where it names none.</summary>
    private static async Task<string?> DraftAsync(HttpContext context, ApiServices services)
    {
        var (label, task) = (context.Request.Query["label"].ToString(), TaskOf(context));
        if (label.Length == 0 && task is null)
        {
            return null;
        }

        var known = await services.Definitions.FindAsync(context.Model(), context.RequestAborted);
        var drafted = TargetDraft.Apply(known, label.Length == 0 ? null : label, task);
        return drafted == known ? null : await services.Definitions.KeepAsync(drafted, context.RequestAborted);
    }

    private static ModelTask? TaskOf(HttpContext context) =>
        context.Request.Query["task"].ToString() switch
        {
            "" => null,
            var text when Enum.GetValues<ModelTask>().Where(task => task.JsonName() == text).ToList() is [var task] => task,
            var text => throw new ProblemException(
                new(
                    "There is no such task",
                    $"'{PlainText.Name(text)}'",
                    string.Join(", ", Enum.GetValues<ModelTask>().Select(task => task.JsonName())),
                    "query, task"
                )
            ),
        };
}
