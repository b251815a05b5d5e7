namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>
/// Quarantined rows before they are stored: on disk, so that a file full of bad rows takes no memory. Disposing
/// deletes them.
/// </summary>
internal sealed class QuarantineFile : IDisposable
{
    public FileStream Stream { get; } =
        new(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Options = FileOptions.DeleteOnClose,
            }
        );

    public Stream Rewound()
    {
        Stream.Position = 0;
        return Stream;
    }

    public void Dispose() => Stream.Dispose();
}
