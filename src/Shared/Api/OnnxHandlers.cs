using Microsoft.AspNetCore.Http;

namespace MLOpsFunctions.Api;

/// <summary>Models in and out as ONNX files.</summary>
internal static class OnnxHandlers
{
    private const string ContentType = "application/octet-stream";

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
