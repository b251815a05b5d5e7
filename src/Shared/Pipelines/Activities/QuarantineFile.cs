using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>
/// Quarantined rows before they are stored: on disk, so that a file full of bad rows takes no memory. Disposing
/// deletes them.
/// </summary>
internal sealed class QuarantineFile : IDisposable
{
    public FileStream Stream { get; } = TemporaryFile.Create();

    public Stream Rewound()
    {
        Stream.Position = 0;
        return Stream;
    }

    public void Dispose() => Stream.Dispose();
}
