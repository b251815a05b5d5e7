using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MLOpsFunctions.Definitions;

/// <summary>
/// Reads definitions as people write them: JSON with comments and trailing commas, at most 1 MiB. What is wrong is told
/// with line, path and suggestion.
/// </summary>
public static class DefinitionReader
{
    private static readonly JsonSerializerOptions Options = new(Json.Compact)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = DefinitionLimits.Depth,
        Converters = { new WholeNumberConverter() },
    };

    /// <summary>Reads a definition.</summary>
    /// <param name="json">The document.</param>
    /// <param name="where">The file or request it came from, for messages.</param>
    /// <exception cref="ProblemException">It is not a definition; the problem lists what to mend.</exception>
    public static ModelDefinition Parse(string json, string where)
    {
        // A UTF-16 unit takes at least one byte of UTF-8, so a text this long is refused before it is copied.
        return json.Length > DefinitionLimits.Bytes ? throw TooLarge(where) : Parse(Encoding.UTF8.GetBytes(json), where);
    }

    /// <summary>Reads a definition, UTF-8 with or without byte order mark, from where the stream stands to its end.</summary>
    /// <inheritdoc cref="Parse(string, string)"/>
    public static async Task<ModelDefinition> ParseAsync(Stream json, string where, CancellationToken cancellation = default) =>
        Parse((await ReadBytesAsync(json, cancellation)).Span, where);

    /// <summary>
    /// Reads the text of a definition once, so that the stream may be a pipe; without a byte order mark. Otherwise like
    /// <see cref="ParseAsync"/>.
    /// </summary>
    public static async Task<string> ReadTextAsync(Stream json, string where, CancellationToken cancellation = default)
    {
        var bytes = await ReadBytesAsync(json, cancellation);
        Parse(bytes.Span, where);
        return Encoding.UTF8.GetString(WithoutMark(bytes.Span));
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(Stream json, CancellationToken cancellation)
    {
        var bytes = new byte[DefinitionLimits.Bytes + 1];
        return bytes.AsMemory(0, await json.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation));
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> json) =>
        json.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json;

    /// <summary>Reads a definition, UTF-8 with or without byte order mark.</summary>
    /// <inheritdoc cref="Parse(string, string)"/>
    public static ModelDefinition Parse(ReadOnlySpan<byte> json, string where)
    {
        if (json.Length > DefinitionLimits.Bytes)
        {
            throw TooLarge(where);
        }

        if (!Utf8.IsValid(json))
        {
            throw new ProblemException(
                new("The definition is not text", "bytes that are not UTF-8", "UTF-8", where, "Save the file as UTF-8")
            );
        }

        json = WithoutMark(json);
        var root = ReadTree(json, where);
        var mistakes = new DefinitionErrors(where);
        DefinitionTypeChecker.Check(root, mistakes);
        mistakes.ThrowIfAny();

        var definition = JsonSerializer.Deserialize<ModelDefinition>(json, Options)!;
        var nodes = root.All().ToLookup(node => node.Path, StringComparer.Ordinal);
        DefinitionValidation.Check(definition, path => nodes[path].FirstOrDefault() ?? root with { Path = path }, mistakes);
        mistakes.ThrowIfAny();
        return definition;
    }

    private static DefinitionNode ReadTree(ReadOnlySpan<byte> json, string where)
    {
        try
        {
            return DefinitionNode.Read(json);
        }
        catch (JsonException e)
        {
            // The framework's message repeats the position at its end; ours stands in Where.
            var reason = e.Message.Split(" LineNumber:")[0].Split(" Path:")[0];
            throw new ProblemException(
                new(
                    "The definition is not JSON",
                    reason,
                    "JSON; comments and trailing commas are allowed",
                    $"{where}, line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}",
                    "Look for a missing quote, comma or brace just before that place"
                ),
                e
            );
        }
        catch (InvalidOperationException e)
        {
            throw new ProblemException(
                new(
                    "The definition is not text",
                    "half a surrogate pair in an escaped text",
                    "whole characters",
                    where,
                    "Write the character itself"
                ),
                e
            );
        }
    }

    private static ProblemException TooLarge(string where) =>
        new(
            new(
                "The definition is too large",
                $"more than {DefinitionLimits.Bytes} bytes",
                $"at most {DefinitionLimits.Bytes} bytes",
                where,
                "Declare only the columns whose inferred type or role is wrong",
                413
            )
        );
}
