using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>Files to predict over HTTP: the same as a drop.</summary>
internal static class ScoreHandlers
{
    /// <summary><c>PUT /api/models/{model}/score/{file}</c>: 202 with the run.</summary>
    public static async Task PutAsync(HttpContext context, ApiServices services)
    {
        var name = UploadedFile.CheckName(context, StorageNames.ScoreContainer);
        await UploadedFile.WriteAsync(context, services, StorageNames.ScoreContainer, name);
        await UploadedFile.AnswerAsync(context, await services.Starter.ScoreAsync(name, context.Caller(), context.RequestAborted));
    }

    /// <summary><c>GET /api/models/{model}/score/{file}</c>: the predictions of a file, as CSV.</summary>
    public static async Task GetAsync(HttpContext context, ApiServices services)
    {
        var name = UploadedFile.CheckName(context, StorageNames.ScoreContainer) + StorageNames.PredictionsSuffix;
        await using var predictions =
            await services.Blobs.OpenReadAsync(StorageNames.ScoreContainer, name, context.RequestAborted)
            ?? throw new ProblemException(
                new(
                    "There are no predictions of this file",
                    BlobNames.Printable(context.Route("file")),
                    "a file whose run has ended",
                    Try: "PUT the file to this address, and ask its run",
                    Status: StatusCodes.Status404NotFound
                )
            );
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.ContentLength = predictions.Info.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await predictions.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }
}
