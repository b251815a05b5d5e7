using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MLOpsFunctions.Api;

/// <summary>
/// Tensors as the binary tensor data extension writes them: little-endian, a boolean a byte, and each text after its length in four
/// bytes.
/// </summary>
internal static class BinaryTensors
{
    /// <summary>
    /// The elements, as a list of JSON values. A number that is not one (NaN) is a missing cell; 32 bits are read as the shortest decimal
    /// number that gives them: 6.8, not 6.80000019.
    /// </summary>
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
                    BinaryPrimitives.WriteDoubleLittleEndian(
                        bytes.GetSpan(8),
                        element.ValueKind == JsonValueKind.Number ? element.GetDouble() : double.NaN
                    );
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
    private static int SizeOf(string datatype) =>
        datatype switch
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
            throw new ProblemException(
                new(
                    "A text of the tensor is cut off",
                    FormattableString.Invariant($"{bytes.Length:N0} bytes from element {place} on"),
                    "four bytes of length and as many bytes as they say, for each element",
                    where
                )
            );
        }

        bytes = bytes[4..];
        return length;
    }

    private static void WriteElement(Utf8JsonWriter json, string datatype, ReadOnlySpan<byte> bytes, long place, string where)
    {
        if (datatype == "BYTES")
        {
            json.WriteStringValue(
                Utf8.IsValid(bytes)
                    ? bytes
                    : throw new ProblemException(
                        new(
                            "A text of the tensor is not Unicode",
                            FormattableString.Invariant($"bytes that are not UTF-8 in element {place}"),
                            "UTF-8",
                            where
                        )
                    )
            );
            return;
        }

        json.WriteRawValue(
            Literal(datatype, bytes) switch
            {
                "NaN" => "null",
                "Infinity" or "-Infinity" => throw new ProblemException(
                    new(
                        "An element is not a number",
                        FormattableString.Invariant($"infinity in element {place}"),
                        "finite numbers, or NaN for a missing one",
                        where
                    )
                ),
                var literal => literal,
            }
        );
    }

    private static string Literal(string datatype, ReadOnlySpan<byte> bytes) =>
        datatype switch
        {
            "BOOL" => bytes[0] == 0 ? "false" : "true",
            "UINT8" => Text(bytes[0]),
            "INT8" => Text((sbyte)bytes[0]),
            "UINT16" => Text(BinaryPrimitives.ReadUInt16LittleEndian(bytes)),
            "INT16" => Text(BinaryPrimitives.ReadInt16LittleEndian(bytes)),
            "UINT32" => Text(BinaryPrimitives.ReadUInt32LittleEndian(bytes)),
            "INT32" => Text(BinaryPrimitives.ReadInt32LittleEndian(bytes)),
            "UINT64" => Text(BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
            "INT64" => Text(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
            "FP16" => Text(BinaryPrimitives.ReadHalfLittleEndian(bytes)),
            "FP32" => Text(BinaryPrimitives.ReadSingleLittleEndian(bytes)),
            _ => Text(BinaryPrimitives.ReadDoubleLittleEndian(bytes)),
        };

    /// <summary>The shortest text that gives the number.</summary>
    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private static ProblemException Wrong(int bytes, long count, string where) =>
        new(
            new(
                "The tensor's bytes do not have its shape",
                FormattableString.Invariant($"{bytes:N0} bytes"),
                FormattableString.Invariant($"those of {count:N0} elements"),
                where
            )
        );
}
