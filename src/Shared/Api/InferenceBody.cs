using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>
/// The body of an inference request: a JSON document and, by the binary tensor data extension (triton-inference-server/server,
/// docs/protocol/extension_binary_data.md), the tensors' bytes after it. The header
/// <c>Inference-Header-Content-Length</c> says where the document ends.
/// </summary>
/// <param name="Request">The document.</param>
/// <param name="Tail">What follows it.</param>
internal sealed record InferenceBody(InferRequest Request, ReadOnlyMemory<byte> Tail)
{
    /// <summary>Where the document ends.</summary>
    public const string LengthHeader = "Inference-Header-Content-Length";

    /// <summary>The protocol's documents may have parts that are unknown here.</summary>
    private static readonly JsonSerializerOptions Lenient = new(Json.Compact) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };

    /// <summary>Reads it.</summary>
    /// <exception cref="ProblemException">It is no such body, too large, or of another model than the route's.</exception>
    public static async Task<InferenceBody> ReadAsync(HttpContext context, int bound)
    {
        var bytes = await RequestBody.ReadBytesAsync(context, bound);
        var length = DocumentLength(context.Request.Headers[LengthHeader].ToString(), bytes.Length);
        return new(RequestBody.Parse<InferRequest>(bytes[..length], Lenient), bytes[length..]);
    }

    private static int DocumentLength(string said, int bytes) =>
        said.Length == 0 ? bytes
        : int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= bytes ? length
        : throw new ProblemException(
            new(
                "The length of the request's document is not usable",
                $"'{BlobNames.Printable(said)}'",
                FormattableString.Invariant($"a whole number up to the body's length, {bytes:N0}"),
                $"header {LengthHeader}"
            )
        );
}
