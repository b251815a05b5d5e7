namespace MLOpsFunctions.Functions.Stores;

/// <summary>Reads a stream in blocks, with a buffer that grows with what there is: most blobs are a few kilobytes.</summary>
internal static class FirstBlock
{
    private const int FirstBytes = 16 * 1024;

    /// <summary>The first block, in a buffer of at most twice its size or 16 KiB. A full block means that more may follow.</summary>
    /// <param name="content">What is read.</param>
    /// <param name="blockBytes">The size of a full block.</param>
    /// <param name="cancellation">Stops between reads.</param>
    public static async Task<ArraySegment<byte>> ReadAsync(Stream content, int blockBytes, CancellationToken cancellation)
    {
        var buffer = new byte[Math.Min(FirstBytes, blockBytes)];
        for (var length = 0; ; )
        {
            var free = buffer.AsMemory(length);
            length += await content.ReadAtLeastAsync(free, free.Length, throwOnEndOfStream: false, cancellation);
            if (length < buffer.Length || length == blockBytes)
            {
                return new(buffer, 0, length);
            }

            Array.Resize(ref buffer, (int)Math.Min(2L * length, blockBytes));
        }
    }
}
