namespace MLOpsFunctions.Benchmarks.Running;

/// <summary>New empty folders beside the data, on the disk that a workspace would be on; gone afterwards.</summary>
internal static class Scratch
{
    public static T With<T>(Func<string, T> use)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folders.Data, $"scratch-{Guid.NewGuid():N}")).FullName;
        try
        {
            return use(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
