namespace MLOpsFunctions.Local.Stores;

/// <summary>Finds out whether a folder's disk takes more.</summary>
internal static class WritabilityProbe
{
    /// <summary>What a step of a run writes at least.</summary>
    private const int Bytes = 64 * 1024;

    /// <summary>Writes a file and removes it again.</summary>
    /// <exception cref="IOException">The disk takes nothing more.</exception>
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
        file.Write(new byte[Bytes]);
        file.Flush(flushToDisk: true);
    }
}
