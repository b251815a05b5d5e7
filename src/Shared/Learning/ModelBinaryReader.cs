using System.Buffers.Binary;
using System.Text;

namespace MLOpsFunctions.Learning;

/// <summary>
/// Reads, in place, what a model wrote with a <see cref="BinaryWriter"/> (little-endian). Every read is checked against
/// the remaining bytes, and a count is checked before anything is allocated. So no payload makes its reader allocate
/// more than a small multiple of its length.
/// </summary>
/// <param name="bytes">The payload. It must not change while the model is in use, because large parts are not copied.</param>
public sealed class ModelBinaryReader(ReadOnlyMemory<byte> bytes)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private int _position;

    /// <summary>The number of bytes not read yet.</summary>
    public int Remaining => bytes.Length - _position;

    /// <summary>The next byte.</summary>
    /// <exception cref="InvalidModelException">There is none.</exception>
    public byte ReadByte() => Take(1)[0];

    /// <summary>A whole number within bounds.</summary>
    /// <param name="what">What is read, for the message.</param>
    /// <param name="min">Least value allowed.</param>
    /// <param name="max">Greatest value allowed.</param>
    /// <exception cref="InvalidModelException">The payload ends, or the number is out of bounds.</exception>
    public int ReadInt32(string what, int min, int max)
    {
        var value = BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));
        return value >= min && value <= max ? value : throw new InvalidModelException($"{what} is {value}; expected {min} to {max}.");
    }

    /// <summary>A long whole number within bounds.</summary>
    /// <param name="what">What is read, for the message.</param>
    /// <param name="min">Least value allowed.</param>
    /// <param name="max">Greatest value allowed.</param>
    /// <exception cref="InvalidModelException">The payload ends, or the number is out of bounds.</exception>
    public long ReadInt64(string what, long min, long max)
    {
        var value = BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));
        return value >= min && value <= max ? value : throw new InvalidModelException($"{what} is {value}; expected {min} to {max}.");
    }

    /// <summary>
    /// A number of items that follow, each of at least <paramref name="bytesEach"/> bytes: refused where so many cannot
    /// follow.
    /// </summary>
    /// <exception cref="InvalidModelException">The payload ends, or holds fewer bytes than these items need.</exception>
    public int ReadCount(string what, int bytesEach, int max = int.MaxValue) =>
        ReadInt32(what, 0, Math.Min(max, (int)Math.Max(0, ((long)Remaining - sizeof(int)) / bytesEach)));

    /// <summary>A finite number.</summary>
    /// <exception cref="InvalidModelException">The payload ends, or the number is not finite.</exception>
    public double ReadFinite(string what)
    {
        var value = BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));
        return double.IsFinite(value) ? value : throw new InvalidModelException($"{what} is {value}; expected a finite number.");
    }

    /// <summary>So many finite numbers.</summary>
    /// <exception cref="InvalidModelException">The payload ends, or a number is not finite.</exception>
    public double[] ReadFinite(string what, int count)
    {
        Require(count, sizeof(double));
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = ReadFinite(what);
        }

        return values;
    }

    /// <summary>So many finite numbers of single precision.</summary>
    /// <exception cref="InvalidModelException">The payload ends, or a number is not finite.</exception>
    public float[] ReadFiniteSingles(string what, int count)
    {
        var values = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(Take(checked(count * sizeof(float)))).ToArray();
        var bad = Array.FindIndex(values, value => !float.IsFinite(value));
        return bad < 0 ? values : throw new InvalidModelException($"{what} is {values[bad]}; expected a finite number.");
    }

    /// <summary>A text of at most <paramref name="maxBytes"/> bytes of UTF-8.</summary>
    /// <exception cref="InvalidModelException">The payload ends, or the text is longer or not UTF-8.</exception>
    public string ReadString(string what, int maxBytes)
    {
        var length = Read7BitLength(what, maxBytes);
        try
        {
            return Utf8.GetString(Take(length));
        }
        catch (DecoderFallbackException invalid)
        {
            throw new InvalidModelException($"{what} is not UTF-8.", invalid);
        }
    }

    /// <summary>So many bytes, not copied.</summary>
    /// <exception cref="InvalidModelException">The payload ends.</exception>
    public ReadOnlyMemory<byte> ReadBytes(int count)
    {
        Take(count);
        return bytes.Slice(_position - count, count);
    }

    /// <summary>Refuses bytes after the model's end.</summary>
    /// <exception cref="InvalidModelException">There are some.</exception>
    public void End()
    {
        if (Remaining != 0)
        {
            throw new InvalidModelException($"{Remaining} bytes follow the model's end.");
        }
    }

    private int Read7BitLength(string what, int maxBytes)
    {
        long length = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var part = ReadByte();
            length |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return length <= maxBytes
                    ? (int)length
                    : throw new InvalidModelException($"{what} has {length} bytes; expected at most {maxBytes}.");
            }
        }

        throw new InvalidModelException($"{what} has no valid length.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        Require(count, 1);
        _position += count;
        return bytes.Span.Slice(_position - count, count);
    }

    private void Require(int count, int bytesEach)
    {
        if (count < 0 || (long)count * bytesEach > Remaining)
        {
            throw new InvalidModelException(
                $"The payload ends after {bytes.Length} bytes; {(long)count * bytesEach} more were expected at {_position}."
            );
        }
    }
}
