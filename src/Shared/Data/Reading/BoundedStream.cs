namespace MLOpsFunctions.Data.Reading;

/// <summary>Passes on at most so many bytes; one more is an error. Leaves the inner stream open.</summary>
internal sealed class BoundedStream(Stream inner, long most, Func<ProblemException> exceeded) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("The length is known at the end only.");

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException("The stream goes forward only.");
    }

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = inner.Read(buffer);
        }
        catch (InvalidDataException fault)
        {
            throw new ProblemException(new("The compressed file is damaged", fault.Message, "a whole gzip file", Try: "drop it again"), fault);
        }

        _read += read;
        return _read > most ? throw exceeded() : read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream goes forward only.");

    public override void SetLength(long value) => throw new NotSupportedException("The stream is read only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream is read only.");
}
