using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>Files that are put over HTTP into a container whose files start runs.</summary>
internal static class UploadedFile
{
    /// <summary>The name of the file in the container, with its model's folder.</summary>
    /// <exception cref="ProblemException">It may not have that name, or only a part of it is sent.</exception>
    public static string CheckName(HttpContext context, string container)
    {
        var name = $"{context.Model()}/{context.Route("file")}";
        BlobNames.Check(container, name);
        BlobNames.CheckFile(context.Route("file"));
        if (StorageNames.IsOutput(container, name))
        {
            throw new ProblemException(
                new("This name is kept for what the product writes", context.Route("file"), "any other name", Try: "rename the file")
            );
        }

        RefusePart(context);
        return name;
    }

    /// <summary>Refuses a part of a file.</summary>
    /// <exception cref="ProblemException">Only a part is sent.</exception>
    public static void RefusePart(HttpContext context)
    {
        if (!StringValues.IsNullOrEmpty(context.Request.Headers.ContentRange))
        {
            // RFC 9110, section 14.4: a part would be taken for the whole.
            throw new ProblemException(
                new("A part of a file is not taken", "the header Content-Range", "the whole file", Try: "send it whole, without the header")
            );
        }
    }

    /// <summary>Stores the request's body.</summary>
    public static async Task WriteAsync(HttpContext context, ApiServices services, string container, string name)
    {
        await using var body = RequestBody.Open(context, services.Limits.UploadBytes, "the file");
        await services.Blobs.WriteAsync(container, name, body, cancellation: context.RequestAborted);
    }

    /// <summary>Answers with the run that was started.</summary>
    /// <exception cref="ProblemException">There is none: the file is gone.</exception>
    public static Task AnswerAsync(HttpContext context, string? run)
    {
        if (run is null)
        {
            throw new ProblemException(
                new("The file is gone again", context.Route("file"), Try: "send it once more", Status: StatusCodes.Status409Conflict)
            );
        }

        context.Response.Headers.Location = $"/api/runs/{run}";
        return context.AnswerAsync(new RunStarted(run), StatusCodes.Status202Accepted);
    }
}
