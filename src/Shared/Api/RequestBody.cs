using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MLOpsFunctions.Api;

/// <summary>Reads bodies within bounds.</summary>
internal static class RequestBody
{
    /// <summary>Rows, tables and answers nest four deep at most; whatever nests deeper is none of them.</summary>
    private const int MaxDepth = 8;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = MaxDepth };

    /// <summary>The body as a document; the default where there is no body.</summary>
    /// <exception cref="ProblemException">It is larger than <paramref name="bound"/>, or not such a document.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, int bound)
        where T : new()
    {
        var body = await ReadBytesAsync(context, bound);
        return WithoutMark(body).Length == 0 ? new() : Parse<T>(body, Json.Compact);
    }

    /// <summary>Any JSON in which no object has a part twice.</summary>
    /// <exception cref="ProblemException">One has, or it nests too deep.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        body = WithoutMark(body);
        try
        {
            return JsonDocument.Parse(body, Strict);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            if (FindTooDeep(body.Span) is { } deep)
            {
                throw new ProblemException(deep, fault);
            }

            // Names that are not valid Unicode cannot be compared; the reader refuses them with their place.
            var document = JsonDocument.Parse(body, Lenient);
            return DuplicateParts.Find(document.RootElement) is { } twice ? throw new ProblemException(twice, fault) : document;
        }
    }

    /// <summary>The bytes after the byte order mark that some programs write before UTF-8.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) =>
        body.Span.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;

    /// <summary>A document.</summary>
    /// <exception cref="ProblemException">The bytes are not such a document.</exception>
    public static T Parse<T>(ReadOnlyMemory<byte> body, JsonSerializerOptions options)
        where T : new()
    {
        body = WithoutMark(body);
        try
        {
            return JsonSerializer.Deserialize<T>(body.Span, options) ?? new();
        }
        catch (JsonException fault)
        {
            throw new ProblemException(Explain(body, typeof(T), options, fault), fault);
        }
        catch (InvalidOperationException fault)
        {
            throw new ProblemException(HalfCharacter("body"), fault);
        }
    }

    /// <summary>The characters of a text.</summary>
    /// <exception cref="ProblemException">They are no Unicode.</exception>
    public static string Text(JsonElement text, string where)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException fault)
        {
            throw new ProblemException(HalfCharacter(where), fault);
        }
    }

    /// <summary>The body as a stream that fails beyond <paramref name="bound"/> bytes.</summary>
    public static Stream Open(HttpContext context, long bound, string what)
    {
        CheckLength(context, bound, what);
        return new BoundedStream(context.Request.Body, bound, what);
    }

    /// <summary>The refusal of a text that is no Unicode.</summary>
    public static Problem HalfCharacter(string where) =>
        new("A text is not Unicode", "bytes that are not UTF-8, or half of a surrogate pair", "whole characters in UTF-8", where);

    /// <summary>
    /// The body's bytes, whatever type they say they are of: many a client sends JSON as something else, and what keeps
    /// other sites' pages out is where a request comes from.
    /// </summary>
    /// <exception cref="ProblemException">There are more than <paramref name="bound"/>.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpContext context, int bound)
    {
        CheckLength(context, bound, "the body");
        var (reader, buffer) = (context.Request.BodyReader, new ArrayBufferWriter<byte>((int)(context.Request.ContentLength ?? 4_096) + 1));
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (buffer.WrittenCount + read.Buffer.Length > bound)
            {
                reader.AdvanceTo(read.Buffer.End);
                throw new ProblemException(ApiProblems.TooLarge("the body", bound));
            }

            foreach (var part in read.Buffer)
            {
                buffer.Write(part.Span);
            }

            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return buffer.WrittenMemory;
            }
        }
    }

    private static Problem Explain(ReadOnlyMemory<byte> body, Type expected, JsonSerializerOptions options, JsonException fault)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return DuplicateParts.Find(document.RootElement)
                ?? BodyValidator.Difference(document.RootElement, expected, options)
                ?? new("The body is not the document that was expected", Where: "body", Try: "compare it with the contract");
        }
        catch (JsonException malformed)
        {
            // It is no JSON at all. Where the first to read it stumbled over that too, he knows at which part.
            if (FindTooDeep(body.Span) is { } deep)
            {
                return deep;
            }

            var isSame = (fault.LineNumber, fault.BytePositionInLine) == (malformed.LineNumber, malformed.BytePositionInLine);
            var problem = ApiProblems.Of(malformed)!;
            return isSame && fault.Path is { } path
                ? problem with
                {
                    Where = $"{Storage.BlobNames.Printable(path)}, {problem.Where}",
                }
                : problem;
        }
    }

    /// <summary>The problem of a body that nests too deep; null where it does not, or is no JSON before it would.</summary>
    private static Problem? FindTooDeep(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth + 1 });
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject && reader.CurrentDepth == MaxDepth)
                {
                    return new(
                        "The body is not the JSON document that was expected",
                        "lists or objects nested too deep",
                        $"at most {MaxDepth} levels",
                        FormattableString.Invariant($"byte {reader.TokenStartIndex + 1}"),
                        "compare it with the contract"
                    );
                }
            }
        }
        catch (JsonException)
        {
            // What is wrong here is told by whoever reads the body into a document.
        }

        return null;
    }

    private static void CheckLength(HttpContext context, long bound, string what)
    {
        if (context.Request.ContentLength > bound)
        {
            throw new ProblemException(ApiProblems.TooLarge(what, bound));
        }
    }

    /// <summary>Passes a stream on, up to a bound.</summary>
    private sealed class BoundedStream(Stream inner, long bound, string what) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Count(await inner.ReadAsync(buffer, cancellationToken));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Count(int read) => (_read += read) <= bound ? read : throw new ProblemException(ApiProblems.TooLarge(what, bound));
    }
}
