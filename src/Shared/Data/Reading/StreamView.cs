namespace MLOpsFunctions.Data.Reading;

/// <summary>A part of a stream as a stream of its own that can go back and forth. Leaves the inner stream open.</summary>
internal sealed class StreamView(Stream inner, long start, long length) : ReadOnlyStream
{
    private long _at;

    public override bool CanSeek => true;

    public override long Length => length;

    public override long Position
    {
        get => _at;
        set => _at = value >= 0 ? value : throw new IOException("A position before the beginning.");
    }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Clamp(length - _at, 0, buffer.Length);
        if (count == 0)
        {
            return 0;
        }

        inner.Position = start + _at;
        var read = inner.Read(buffer[..count]);
        _at += read;
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _at + offset,
            _ => length + offset,
        };
}
