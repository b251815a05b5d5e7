using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace MLOpsFunctions.Api;

/// <summary>
/// Holds an answer back until it is whole, so that a failure in its middle is still answered as one, and then sends it as the caller
/// takes it: packed, without its body to HEAD, and not at all to
/// those who have it already (RFC 9110, sections 8.4, 9.3.2 and 13).
/// </summary>
internal static class ResponseBuffer
{
    /// <summary>Bytes of a hash that name an answer; two answers of one name are not to be met.</summary>
    private const int TagBytes = 16;

    /// <summary>What an answer writes, whole.</summary>
    /// <exception cref="Exception">Whatever the answer fails with; nothing was sent then.</exception>
    public static async Task<MemoryStream> FillAsync(HttpContext context, Func<Task> answer)
    {
        var (buffer, sending) = (new MemoryStream(), context.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        var filling = new StreamResponseBodyFeature(buffer);
        context.Features.Set<IHttpResponseBodyFeature>(filling);
        try
        {
            await answer();
            await filling.CompleteAsync();
            return buffer;
        }
        finally
        {
            context.Features.Set(sending);
        }
    }

    public static async Task SendAsync(HttpContext context, MemoryStream body)
    {
        var (request, response) = (context.Request, context.Response);
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            Revalidate(request, response, body);
        }

        if (response.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified)
        {
            return;
        }

        // What an answer has packed itself is sent as it is.
        if (body.Length > 0 && response.Headers.ContentEncoding.Count == 0)
        {
            response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
            if (ContentCodings.Choose(request, body.Length) is { } coding)
            {
                body = ContentCodings.Pack(body, coding);
                response.Headers.ContentEncoding = coding;
            }
        }

        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(request.Method))
        {
            await response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
        }
    }

    /// <summary>
    /// Names the answer, weakly because packed bytes are others, and leaves it out where the caller has the one of this name.
    /// </summary>
    private static void Revalidate(HttpRequest request, HttpResponse response, MemoryStream body)
    {
        if (response.StatusCode != StatusCodes.Status200OK)
        {
            return;
        }

        var tag = new EntityTagHeaderValue(
            $"\"{Convert.ToHexStringLower(SHA256.HashData(body.GetBuffer().AsSpan(0, (int)body.Length)).AsSpan(0, TagBytes))}\"",
            isWeak: true
        );
        response.Headers.ETag = tag.ToString();
        if (
            EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known)
            && known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(tag, useStrongComparison: false))
        )
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            response.ContentType = null;
        }
    }
}
