using System.Buffers.Binary;
using System.Text;

namespace MLOpsFunctions.Onnx;

/// <summary>
/// Walks over the fields of a message in the wire format of protocol buffers. It copies nothing and allocates nothing;
/// what does not fit the bytes is refused.
/// </summary>
/// <param name="bytes">The message.</param>
internal ref struct ProtobufReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>The number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>The current field's bytes, if it has a length; otherwise empty.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The current field's number, if it is one.</summary>
    public long Integer { get; private set; }

    /// <summary>The current field as a text.</summary>
    /// <exception cref="InvalidDataException">It is not UTF-8, or longer than a name.</exception>
    public readonly string Text(int most = 1024)
    {
        if (Bytes.Length > most)
        {
            throw new InvalidDataException($"A text has {Bytes.Length} bytes; expected {most} at most.");
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException("A text is not UTF-8.");
        }
    }

    /// <summary>Goes to the next field; false at the end.</summary>
    /// <exception cref="InvalidDataException">The bytes are no message.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = Varint();
        Field = (int)Math.Min(tag >> 3, int.MaxValue);
        Bytes = default;
        Integer = 0;
        switch ((WireType)(tag & 7))
        {
            case WireType.Varint:
                Integer = (long)Varint();
                break;
            case WireType.Fixed64:
                Integer = BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));
                break;
            case WireType.Fixed32:
                Integer = BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));
                break;
            case WireType.Length:
                Bytes = Take(Varint());
                break;
            default:
                throw new InvalidDataException($"A field is of wire type {tag & 7}.");
        }

        return Field > 0 ? true : throw new InvalidDataException("A field has no number.");
    }

    /// <summary>The whole numbers of a packed field.</summary>
    /// <param name="bytes">The field.</param>
    /// <param name="most">Most numbers.</param>
    /// <exception cref="InvalidDataException">There are more.</exception>
    public static IReadOnlyList<long> Packed(ReadOnlySpan<byte> bytes, int most)
    {
        var reader = new ProtobufReader(bytes);
        var numbers = new List<long>();
        while (!reader._rest.IsEmpty)
        {
            numbers.Add(
                numbers.Count < most ? (long)reader.Varint() : throw new InvalidDataException($"There are more than {most} numbers.")
            );
        }

        return numbers;
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
        {
            throw new InvalidDataException($"A field of {length} bytes does not fit the {_rest.Length} that are left.");
        }

        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A number has no end.");
    }
}
