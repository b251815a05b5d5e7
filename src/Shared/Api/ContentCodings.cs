using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>
/// Content codings of HTTP (RFC 9110, section 8.4.1): unpacks what was sent packed, and packs what is answered for those who take it so.
/// </summary>
internal static class ContentCodings
{
    /// <summary>Shorter answers gain nothing: they fit one packet as they are.</summary>
    private const int LeastBytes = 1_024;

    /// <summary>Every coding, the one to choose first where a caller takes several alike.</summary>
    private static readonly string[] Names = ["gzip", "br", "deflate"];

    /// <summary>The codings as a header lists them.</summary>
    public static string List { get; } = string.Join(", ", Names);

    /// <summary>
    /// The request's body as it was before it was packed. Whoever reads it bounds it: it may unpack to a thousand times its size.
    /// </summary>
    /// <exception cref="ProblemException">The coding is another, or there are several.</exception>
    public static Stream Unpack(HttpRequest request)
    {
        var said = request.Headers.ContentEncoding.ToString();
        if (said.Length == 0)
        {
            return request.Body;
        }

        string[] codings =
        [
            .. said.ToLowerInvariant()
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(coding => coding != "identity"),
        ];
        return codings switch
        {
            [] => request.Body,
            ["gzip" or "x-gzip"] => new UnpackedStream(new GzipBody(request.Body), "gzip"),
            ["deflate"] => new UnpackedStream(new DeflateBody(request.Body), "deflate"),
            ["br"] => new UnpackedStream(new BrotliBody(request.Body), "br"),
            _ => throw new ProblemException(
                new(
                    "The body is in a coding that is not read",
                    $"'{BlobNames.Printable(said)}'",
                    $"one of {List}, or none",
                    "header Content-Encoding",
                    Status: StatusCodes.Status415UnsupportedMediaType
                )
            ),
        };
    }

    /// <summary>The coding to answer in; null: as it is.</summary>
    public static string? Choose(HttpRequest request, long bytes)
    {
        if (bytes < LeastBytes || !StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var accepted))
        {
            return null;
        }

        double Quality(string name) =>
            (
                accepted.FirstOrDefault(one => one.Value.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? accepted.FirstOrDefault(one => one.Value == "*")
            )
                is { } one
                ? one.Quality ?? 1
                : 0;
        return Names.Where(name => Quality(name) > 0).OrderByDescending(Quality).FirstOrDefault();
    }

    /// <summary>The bytes, packed.</summary>
    public static MemoryStream Pack(MemoryStream bytes, string coding)
    {
        var packed = new MemoryStream();
        using (
            Stream packer = coding switch
            {
                "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
                "deflate" => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
                _ => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            }
        )
        {
            bytes.WriteTo(packer);
        }

        return packed;
    }
}
