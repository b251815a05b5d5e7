namespace MLOpsFunctions.Contracts;

/// <summary>So many bytes, made as they are read; its length is not told. May fail on the way, as a broken upload does.</summary>
public sealed class GeneratedStream(long length, long failAt = long.MaxValue, Action<long>? read = null) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        read?.Invoke(_position);
        if (_position >= failAt)
        {
            throw new IOException("The upload broke off.");
        }

        var made = (int)Math.Min(count, length - _position);
        for (var i = 0; i < made; i++)
        {
            var at = _position + i;
            buffer[offset + i] = (byte)(at ^ (at >> 8) ^ (at >> 16));
        }

        _position += made;
        return made;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
