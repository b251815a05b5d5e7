using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Onnx;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>Models in and out as ONNX files.</summary>
internal static class OnnxHandlers
{
    private const string ContentType = "application/octet-stream";

    /// <summary><c>PUT /api/models/{model}/onnx/{file}</c>: judges a model that was trained elsewhere; 202 with the run.</summary>
    public static async Task PutAsync(HttpContext context, ApiServices services)
    {
        var model = context.Model();
        if (await services.Registry.FindAsync(model, 1, context.RequestAborted) is null)
        {
            throw await ApiRequests.NoModelAsync(context, services, model);
        }

        var (by, reason) = (context.Caller(context.Request.Query["by"]), ApiRequests.Reason(context.Request.Query["reason"]));
        var name = context.Route("file");
        BlobNames.CheckFile(name);
        UploadedFile.RefusePart(context);
        var bytes = await RequestBody.ReadBytesAsync(context, (int)Math.Min(OnnxFileReader.MaxBytes, services.Limits.UploadBytes));
        var asked = $"{name} {Convert.ToHexStringLower(SHA256.HashData(bytes.Span))}";
        var key = await context.IdempotencyKeyAsync(services, $"register/{model}", asked) ?? context.TraceIdentifier;
        await UploadedFile.AnswerAsync(
            context,
            await services.Starter.RegisterAsync(model, name, bytes.ToArray(), key, by, reason, context.RequestAborted)
        );
    }

    /// <summary><c>GET /api/models/{model}/versions/{version}/onnx</c>: the version as an ONNX file.</summary>
    public static async Task GetAsync(HttpContext context, ApiServices services)
    {
        var version = await context.VersionAsync(services);
        var served =
            await services.Scorer.LoadAsync(version.Model, version.Number, context.RequestAborted)
            ?? throw await ApiRequests.NoModelAsync(context, services, version.Model);
        var file = served.ToOnnx();
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = file.Length;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{version.Model}-{version.Number}.onnx\"";
        await context.Response.Body.WriteAsync(file, context.RequestAborted);
    }
}
