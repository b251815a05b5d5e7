using System.Text.Json;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Models;

/// <summary>Single sections of a model file: found by name, bounded, and read strictly.</summary>
internal static class ModelSections
{
    private const int MaxHeadBytes = 64 * 1024 * 1024;

    /// <summary>
    /// Documents in a model file are read more strictly than others: required parts must be present and not null.
    /// </summary>
    private static readonly JsonSerializerOptions Strict = new(Json.Compact) { RespectNullableAnnotations = true };

    public static byte[] Payload(IModel model)
    {
        var payload = new MemoryStream();
        using var writer = new BinaryWriter(payload);
        model.Write(writer);
        writer.Flush();
        return payload.ToArray();
    }

    public static T Parse<T>(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> sections, string name, int most = MaxHeadBytes)
    {
        var bytes = Find(sections, name);
        if (bytes.Length > most)
        {
            throw new InvalidModelException($"Section '{name}' has {bytes.Length:N0} bytes; at most {most:N0} are read.");
        }

        try
        {
            return JsonSerializer.Deserialize<T>(bytes.Span, Strict) ?? throw new InvalidModelException($"Section '{name}' is empty.");
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException or ArgumentException)
        {
            throw new InvalidModelException($"Section '{name}' cannot be read: {fault.Message}", fault);
        }
    }

    public static ReadOnlyMemory<byte> Find(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> sections, string name) =>
        sections.TryGetValue(name, out var bytes) ? bytes : throw new InvalidModelException($"The model file has no section '{name}'.");
}
