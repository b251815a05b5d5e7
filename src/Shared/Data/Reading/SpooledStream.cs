using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Data.Reading;

/// <summary>
/// Makes a forward stream rewindable: what was read lies in a temporary file, which is gone when this is disposed.
/// Leaves the inner stream open.
/// </summary>
internal sealed class SpooledStream(Stream inner) : ReadOnlyStream
{
    private readonly FileStream _spool = TemporaryFile.Create(bufferBytes: 0);

    public override bool CanSeek => true;

    /// <summary>Bytes that were read so far.</summary>
    public override long Length => _spool.Length;

    public override long Position
    {
        get => _spool.Position;
        set =>
            _spool.Position =
                value <= _spool.Length
                    ? value
                    : throw new ArgumentOutOfRangeException(nameof(value), value, "Only what was read can be read again.");
    }

    public override int Read(Span<byte> buffer)
    {
        if (_spool.Position < _spool.Length)
        {
            return _spool.Read(buffer);
        }

        var read = inner.Read(buffer);
        _spool.Write(buffer[..read]);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _spool.Dispose();
        }

        base.Dispose(disposing);
    }
}
