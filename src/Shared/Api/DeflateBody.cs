using System.Buffers.Binary;
using System.IO.Compression;
using MLOpsFunctions.Data.Reading;

namespace MLOpsFunctions.Api;

/// <summary>
/// Unpacks the coding deflate, the zlib format (RFC 1950), and refuses what follows it: .NET's stream passes over that in silence. The
/// body has to end with the checksum of what came out.
/// </summary>
internal sealed class DeflateBody : ReadOnlyStream
{
    private readonly Packed _packed;
    private readonly ZLibStream _unpacked;
    private uint _low = 1;
    private uint _high;

    public DeflateBody(Stream packed)
    {
        _packed = new(packed);
        _unpacked = new(_packed, CompressionMode.Decompress);
    }

    public override int Read(Span<byte> buffer) => throw new NotSupportedException("A body is read asynchronously.");

    /// <exception cref="InvalidDataException">The bytes are damaged or cut off, or something follows them.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _unpacked.ReadAsync(buffer, cancellationToken);
        AddToChecksum(buffer.Span[..read]);
        if (read > 0 || buffer.Length == 0)
        {
            return read;
        }

        return await _packed.ReadAsync(new byte[1], cancellationToken) == 0 && _packed.Tail == ((_high << 16) | _low)
            ? 0
            : throw new InvalidDataException("The packed bytes are cut off, or something follows them.");
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        _unpacked.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Adler-32 (RFC 1950, section 9).</summary>
    private void AddToChecksum(ReadOnlySpan<byte> bytes)
    {
        const uint Modulus = 65_521;
        const int Block = 5_552; // So many bytes cannot exceed 32 bits.
        for (; bytes.Length > 0; bytes = bytes[Math.Min(Block, bytes.Length)..])
        {
            foreach (var value in bytes[..Math.Min(Block, bytes.Length)])
            {
                _low += value;
                _high += _low;
            }

            (_low, _high) = (_low % Modulus, _high % Modulus);
        }
    }

    /// <summary>The body, with its last four bytes.</summary>
    private sealed class Packed(Stream body) : ReadOnlyStream
    {
        private byte[] _tail = [];

        public uint Tail => _tail.Length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(_tail) : 0;

        public override int Read(Span<byte> buffer) => throw new NotSupportedException("A body is read asynchronously.");

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await body.ReadAsync(buffer, cancellationToken);
            byte[] last = [.. _tail, .. buffer.Span[Math.Max(0, read - 4)..read]];
            _tail = last[Math.Max(0, last.Length - 4)..];
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
