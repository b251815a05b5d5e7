using Microsoft.AspNetCore.Http;

namespace MLOpsFunctions.Functions.Hosting;

/// <summary>
/// What is left of a request that was answered. The Functions host sends a whole request on before it listens: an answer in mid-body, and
/// the connection's end after it, would reach the caller as 500.
/// </summary>
internal static class RequestRest
{
    /// <summary>Reads it and throws it away.</summary>
    public static async Task SkipAsync(HttpContext context)
    {
        try
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // The caller has gone in mid-body; what there was to answer was answered.
        }
    }
}
