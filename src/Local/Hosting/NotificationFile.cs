namespace MLOpsFunctions.Local.Hosting;

/// <summary>The file of notifications in a workspace: a CloudEvent a line.</summary>
/// <param name="folder">The workspace.</param>
internal sealed class NotificationFile(string folder)
{
    private readonly SemaphoreSlim _turn = new(1);

    public string FullName { get; } = Path.Combine(folder, "notifications.jsonl");

    /// <summary>Appends a line. One that was cut off by a crash is left as it is, and this one begins behind it.</summary>
    public async Task AppendAsync(ReadOnlyMemory<byte> line, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            await using var file = new FileStream(FullName, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            var isCut = file.Length > 0 && file.Seek(-1, SeekOrigin.End) >= 0 && file.ReadByte() != '\n';
            file.Seek(0, SeekOrigin.End);
            byte[] text = [.. isCut ? "\n"u8 : [], .. line.Span, (byte)'\n'];
            await file.WriteAsync(text, cancellation);
            file.Flush(flushToDisk: true);
        }
        finally
        {
            _turn.Release();
        }
    }
}
