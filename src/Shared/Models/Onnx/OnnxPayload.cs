using System.Text.Json;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Models.Onnx;

/// <summary>The bytes of an ONNX model in a model file: the binding as JSON, with its length before it, then the file.</summary>
/// <param name="Binding">How it takes columns and answers.</param>
/// <param name="File">The file as it came.</param>
internal sealed record OnnxPayload(OnnxBinding Binding, byte[] File)
{
    /// <summary>Writes the bytes.</summary>
    public void Write(BinaryWriter writer)
    {
        var binding = JsonSerializer.SerializeToUtf8Bytes(Binding, Json.Compact);
        writer.Write(binding.Length);
        writer.Write(binding);
        writer.Write(File);
    }

    public byte[] ToArray()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        Write(writer);
        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>Reads the bytes, and inspects the file anew.</summary>
    /// <exception cref="InvalidModelException">They are none.</exception>
    public static OnnxPayload Read(ModelBinaryReader reader)
    {
        try
        {
            var binding = JsonSerializer.Deserialize<OnnxBinding>(
                reader.ReadBytes(reader.ReadCount("The length of the binding", 1)).Span,
                Json.Compact
            );
            var file = reader.ReadBytes(reader.Remaining).ToArray();
            MLOpsFunctions.Onnx.OnnxFileReader.Read(file);
            return
                binding is { Inputs: not null, Output: not null, Columns: not null }
                && binding.Columns.All(column => column < binding.Width)
                ? new(binding, file)
                : throw new InvalidModelException("The binding of an ONNX model lacks a part.");
        }
        catch (Exception fault) when (fault is JsonException or ProblemException)
        {
            throw new InvalidModelException($"The payload is no ONNX model: {fault.Message}", fault);
        }
    }
}
