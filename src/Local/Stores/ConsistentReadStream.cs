namespace MLOpsFunctions.Local.Stores;

/// <summary>
/// Reads a file forward, and fails if another program changes it in place meanwhile. So a reader gets one whole version
/// or an error. The store itself never writes in place.
/// </summary>
/// <param name="file">The open file.</param>
/// <param name="version">The version that it must keep to the end.</param>
internal sealed class ConsistentReadStream(FileStream file, FileVersion version) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => version.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => file.Position;
        set => throw new NotSupportedException();
    }

    /// <summary>Whether the open file is still this version.</summary>
    public static bool IsVersion(FileStream file, FileVersion version) =>
        RandomAccess.GetLength(file.SafeFileHandle) == version.Length
        && File.GetLastWriteTimeUtc(file.SafeFileHandle) == version.Modified.UtcDateTime;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => Checked(file.Read(buffer), buffer.Length);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Checked(await file.ReadAsync(buffer, cancellationToken), buffer.Length);

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Checked(int read, int asked) =>
        (read > 0 || asked == 0) && file.Position < version.Length || IsVersion(file, version)
            ? read
            : throw new IOException($"'{file.Name}' was changed while it was read.");
}
