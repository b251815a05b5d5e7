using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MLOpsFunctions.Api;

/// <summary>Tensors as the binary tensor data extension writes them: little-endian, a boolean a byte, and each text after its length in four bytes.</summary>
internal static class BinaryTensors
{
    /// <summary>The elements, as a list of JSON values. A number that is not one (NaN) is a missing cell; 32 bits are read as the shortest decimal number that gives them: 6.8, not 6.80000019.</summary>
    /// <exception cref="ProblemException">The bytes are not those of so many elements.</exception>
    public static JsonElement Read(string datatype, ReadOnlySpan<byte> bytes, long count, string where)
    {
        var buffer = new ArrayBufferWriter<byte>(bytes.Length + 2);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            var size = SizeOf(datatype);
            var left = bytes;
            for (var i = 0L; i < count; i++)
            {
                var length = size > 0 ? size : TextLength(ref left, i, where);
                if (length > left.Length)
                {
                    throw Wrong(bytes.Length, count, where);
                }

                WriteElement(json, datatype, left[..length], i, where);
                left = left[length..];
            }

            if (left.Length > 0)
            {
                throw Wrong(bytes.Length, count, where);
            }

            json.WriteEndArray();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    /// <summary>The bytes of an answer's tensor.</summary>
    /// <param name="datatype">FP64, BOOL or BYTES.</param>
    /// <param name="data">Its elements.</param>
    public static byte[] Write(string datatype, JsonElement data)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var element in data.EnumerateArray())
        {
            switch (datatype)
            {
                case "FP64":
                    BinaryPrimitives.WriteDoubleLittleEndian(bytes.GetSpan(8), element.ValueKind == JsonValueKind.Number ? element.GetDouble() : double.NaN);
                    bytes.Advance(8);
                    break;
                case "BOOL":
                    bytes.Write([element.ValueKind == JsonValueKind.True ? (byte)1 : (byte)0]);
                    break;
                default:
                    var text = Encoding.UTF8.GetBytes(element.GetString()!);
                    BinaryPrimitives.WriteInt32LittleEndian(bytes.GetSpan(4), text.Length);
                    bytes.Advance(4);
                    bytes.Write(text);
                    break;
            }
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Bytes of an element; 0: each says itself.</summary>
    private static int SizeOf(string datatype) => datatype switch
    {
        "BOOL" or "UINT8" or "INT8" => 1,
        "UINT16" or "INT16" or "FP16" => 2,
        "UINT32" or "INT32" or "FP32" => 4,
        "BYTES" => 0,
        _ => 8,
    };

    private static int TextLength(ref ReadOnlySpan<byte> bytes, long place, string where)
    {
        if (bytes.Length < 4 || BinaryPrimitives.ReadInt32LittleEndian(bytes) is var length && (length < 0 || length > bytes.Length - 4))
        {
            throw new ProblemException(new(
                "A text of the tensor is cut off", FormattableString.Invariant($"{bytes.Length:N0} bytes from element {place} on"), "four bytes of length and as many bytes as they say, for each element", where));
        }

        bytes = bytes[4..];
        return length;
    }

    private static void WriteElement(Utf8JsonWriter json, string datatype, ReadOnlySpan<byte> bytes, long place, string where)
    {
        switch (datatype)
        {
            case "BOOL": json.WriteBooleanValue(bytes[0] != 0); break;
            case "UINT8": json.WriteNumberValue(bytes[0]); break;
            case "INT8": json.WriteNumberValue((sbyte)bytes[0]); break;
            case "UINT16": json.WriteNumberValue(BinaryPrimitives.ReadUInt16LittleEndian(bytes)); break;
            case "INT16": json.WriteNumberValue(BinaryPrimitives.ReadInt16LittleEndian(bytes)); break;
            case "UINT32": json.WriteNumberValue(BinaryPrimitives.ReadUInt32LittleEndian(bytes)); break;
            case "INT32": json.WriteNumberValue(BinaryPrimitives.ReadInt32LittleEndian(bytes)); break;
            case "UINT64": json.WriteNumberValue(BinaryPrimitives.ReadUInt64LittleEndian(bytes)); break;
            case "INT64": json.WriteNumberValue(BinaryPrimitives.ReadInt64LittleEndian(bytes)); break;
            case "FP16": WriteReal(json, BinaryPrimitives.ReadHalfLittleEndian(bytes), place, where); break;
            case "FP32": WriteReal(json, BinaryPrimitives.ReadSingleLittleEndian(bytes), place, where); break;
            case "FP64": WriteReal(json, BinaryPrimitives.ReadDoubleLittleEndian(bytes), place, where); break;
            default:
                json.WriteStringValue(Utf8.IsValid(bytes) ? bytes : throw new ProblemException(new(
                    "A text of the tensor is not Unicode", FormattableString.Invariant($"bytes that are not UTF-8 in element {place}"), "UTF-8", where)));
                break;
        }
    }

    private static void WriteReal<T>(Utf8JsonWriter json, T value, long place, string where) where T : System.Numerics.IFloatingPointIeee754<T>
    {
        if (T.IsNaN(value))
        {
            json.WriteNullValue();
            return;
        }

        json.WriteRawValue(T.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : throw new ProblemException(new(
            "An element is not a number", FormattableString.Invariant($"infinity in element {place}"), "finite numbers, or NaN for a missing one", where)));
    }

    private static ProblemException Wrong(int bytes, long count, string where) => new(new(
        "The tensor's bytes do not have its shape", FormattableString.Invariant($"{bytes:N0} bytes"), FormattableString.Invariant($"those of {count:N0} elements"), where));
}
