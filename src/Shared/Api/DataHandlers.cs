using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>Files over HTTP: the same as a drop.</summary>
internal static class DataHandlers
{
    /// <summary><c>PUT /api/data/{model}/{file}</c>; <c>?newTarget=true</c> lets another label or task replace what serves.</summary>
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

        var newTarget = context.Flag("newTarget");
        await using var body = RequestBody.Open(context, services.Limits.UploadBytes, "the file");
        await services.Blobs.WriteAsync(StorageNames.IncomingContainer, name, body, cancellation: context.RequestAborted);
        var run =
            await services.Starter.DropAsync(name, context.Caller(), newTarget, cancellation: context.RequestAborted)
            ?? throw new ProblemException(
                new("The file is gone again", context.Route("file"), Try: "send it once more", Status: StatusCodes.Status409Conflict)
            );
        context.Response.Headers.Location = $"/api/runs/{run}";
        await context.AnswerAsync(new RunStarted(run), StatusCodes.Status202Accepted);
    }
}
