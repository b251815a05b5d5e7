using System.Security.Cryptography;

namespace MLOpsFunctions.Storage;

/// <summary>Reads a stream forward only, and hashes all of it.</summary>
/// <param name="inner">The stream, at its beginning.</param>
/// <param name="length">Its length in bytes, as its owner states it.</param>
internal sealed class HashedStream(Stream inner, long length) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Buffer size in bytes: many small hash calls cost more than the hashing.</summary>
    private readonly byte[] _buffer = new byte[1 << 18];
    private int _next;
    private int _end;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>The SHA-256 of the whole stream; reads the rest of it first.</summary>
    public byte[] Finish()
    {
        while (Fill())
        {
            _next = _end;
        }

        return _hash.GetHashAndReset();
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length == 0 || (_next == _end && !Fill()))
        {
            return 0;
        }

        var count = Math.Min(buffer.Length, _end - _next);
        _buffer.AsSpan(_next, count).CopyTo(buffer);
        _next += count;
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _hash.Dispose();
        base.Dispose(disposing);
    }

    private bool Fill()
    {
        (_next, _end) = (0, inner.Read(_buffer));
        _hash.AppendData(_buffer, 0, _end);
        return _end > 0;
    }
}
