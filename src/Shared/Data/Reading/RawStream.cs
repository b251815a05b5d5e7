using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MLOpsFunctions.Data.Reading;

/// <summary>The bytes as dropped: counted, bounded and, on the first reading, digested. Leaves the inner stream open.</summary>
internal sealed class RawStream(Stream inner, long most, string file, IncrementalHash? digest) : ReadOnlyStream
{
    private readonly byte[] _tail = new byte[4];

    /// <summary>Bytes read so far.</summary>
    public long Count { get; private set; }

    /// <summary>The last four bytes read, little-endian: of a gzip member, the length of its text modulo 2^32 (RFC 1952).</summary>
    public uint Tail => BinaryPrimitives.ReadUInt32LittleEndian(_tail);

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Count += read;
        if (Count > most)
        {
            throw new ProblemException(
                new("The file is too large", $"more than {most:N0} bytes", $"at most {most:N0}", file, "split it", 413)
            );
        }

        var bytes = buffer[..read];
        digest?.AppendData(bytes);
        var kept = bytes.Length >= 4 ? bytes[^4..] : bytes;
        _tail.AsSpan(kept.Length).CopyTo(_tail);
        kept.CopyTo(_tail.AsSpan(4 - kept.Length));
        return read;
    }

    /// <summary>Reads on to the end. The digest in lower-case hex, or null where none was wanted.</summary>
    public string? Finish()
    {
        var rest = new byte[1 << 16];
        while (Read(rest) > 0)
        {
            // What follows the text, such as padding after a compressed file, belongs to the file all the same.
        }

        return digest is null ? null : Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    protected override void Dispose(bool disposing)
    {
        digest?.Dispose();
        base.Dispose(disposing);
    }
}
