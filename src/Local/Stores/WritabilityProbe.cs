namespace MLOpsFunctions.Local.Stores;

/// <summary>Tests whether a folder's disk can be written to.</summary>
internal static class WritabilityProbe
{
    /// <summary>The least that a step of a run writes, in bytes.</summary>
    private const int Bytes = 64 * 1024;

    /// <summary>Writes a file and removes it again.</summary>
    /// <exception cref="IOException">The disk is full or read-only.</exception>
    public static void Check(string folder)
    {
        var path = Path.Combine(folder, $".{Path.GetRandomFileName()}");
        using var file = new FileStream(
            path,
            FileMode.CreateNew,
            FileAccess.Write,
            FileShare.None,
            bufferSize: 0,
            FileOptions.DeleteOnClose
        );
        try
        {
            file.Write(new byte[Bytes]);
            file.Flush(flushToDisk: true);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw FileBlobStore.TooLarge(); // .NET's word for EFBIG.
        }
    }
}
