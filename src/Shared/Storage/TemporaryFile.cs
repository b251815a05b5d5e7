namespace MLOpsFunctions.Storage;

/// <summary>Space on disk for what is too large for memory.</summary>
internal static class TemporaryFile
{
    /// <summary>
    /// A file without a name. The system deletes it when it is closed, however the process ends, and nobody else can
    /// open it.
    /// </summary>
    /// <param name="bufferBytes">Size of the buffer, in bytes; 0: none.</param>
    public static FileStream Create(int bufferBytes = 4096)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            BufferSize = bufferBytes,
        };
        if (OperatingSystem.IsWindows())
        {
            options.Options = FileOptions.DeleteOnClose;
            return new(path, options);
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        File.Delete(path);
        return file;
    }
}
