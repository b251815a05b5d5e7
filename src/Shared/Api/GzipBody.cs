using System.IO.Compression;
using MLOpsFunctions.Data.Reading;

namespace MLOpsFunctions.Api;

/// <summary>
/// Unpacks gzip (RFC 1952) and refuses what follows it and is none: .NET's reader passes over that in silence. A last
/// member of our own is sent after the body; where it does not come out at the end, the reader has stopped before.
/// </summary>
internal sealed class GzipBody : ReadOnlyStream
{
    private static readonly byte[] Mark = "the end of the body"u8.ToArray();
    private readonly GZipStream _unpacked;
    private readonly byte[] _held = new byte[Mark.Length];
    private int _count;

    public GzipBody(Stream packed) => _unpacked = new(new Appended(packed), CompressionMode.Decompress);

    public override int Read(Span<byte> buffer) => throw new NotSupportedException("A body is read asynchronously.");

    /// <summary>As many bytes as came, less those that may be the mark.</summary>
    /// <exception cref="InvalidDataException">The mark did not come.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0)
        {
            return 0;
        }

        var next = new byte[buffer.Length];
        while (true)
        {
            var read = await _unpacked.ReadAsync(next, cancellationToken);
            if (read == 0)
            {
                return _count == Mark.Length && _held.AsSpan().SequenceEqual(Mark)
                    ? 0
                    : throw new InvalidDataException("What follows the packed bytes is none of them.");
            }

            byte[] all = [.. _held.AsSpan(0, _count), .. next.AsSpan(0, read)];
            var given = Math.Max(0, all.Length - Mark.Length);
            _count = all.Length - given;
            all.AsSpan(given).CopyTo(_held);
            if (given > 0)
            {
                all.AsSpan(0, given).CopyTo(buffer.Span);
                return given;
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>A body, and behind it a gzip member that holds the mark.</summary>
    private sealed class Appended(Stream body) : ReadOnlyStream
    {
        private readonly MemoryStream _member = Pack();
        private bool _isRead;

        public override int Read(Span<byte> buffer) => throw new NotSupportedException("A body is read asynchronously.");

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = _isRead ? 0 : await body.ReadAsync(buffer, cancellationToken);
            _isRead |= read == 0 && buffer.Length > 0;
            return _isRead ? _member.Read(buffer.Span) : read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        private static MemoryStream Pack()
        {
            var packed = new MemoryStream();
            using (var packer = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            {
                packer.Write(Mark);
            }

            packed.Position = 0;
            return packed;
        }
    }
}
