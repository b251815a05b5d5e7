using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
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
        var name = $"{context.Model()}/{context.Route("file")}";
        BlobNames.Check(StorageNames.IncomingContainer, name);
        BlobNames.CheckFile(context.Route("file"));
        if (name.EndsWith(StorageNames.ReceiptSuffix, StringComparison.Ordinal))
        {
            throw new ProblemException(
                new("This name is kept for receipts", context.Route("file"), "any other name", Try: "rename the file")
            );
        }

        if (!StringValues.IsNullOrEmpty(context.Request.Headers.ContentRange))
        {
            // RFC 9110, section 14.4: a part would be taken for the whole.
            throw new ProblemException(
                new("A part of a file is not taken", "the header Content-Range", "the whole file", Try: "send it whole, without the header")
            );
        }

        var (newTarget, draft) = (context.Flag("newTarget"), await DraftAsync(context, services));
        await using var body = RequestBody.Open(context, services.Limits.UploadBytes, "the file");
        await services.Blobs.WriteAsync(StorageNames.IncomingContainer, name, body, cancellation: context.RequestAborted);
        var run =
            await services.Starter.DropAsync(name, context.Caller(), newTarget, draft, context.RequestAborted)
            ?? throw new ProblemException(
                new("The file is gone again", context.Route("file"), Try: "send it once more", Status: StatusCodes.Status409Conflict)
            );
        context.Response.Headers.Location = $"/api/runs/{run}";
        await context.AnswerAsync(new RunStarted(run), StatusCodes.Status202Accepted);
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
