using System.IO.Compression;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.MlNet.Models;

/// <summary>
/// ML.NET's own model file, a zip that ML.NET can load, in a form that is the same for equal models: entries are in
/// ordinal order of their names, have one fixed time, and are not compressed, so that reading them needs no more memory
/// than the archive.
/// </summary>
internal static class ModelArchive
{
    /// <summary>The folder of the model's parts.</summary>
    public const string Root = "TransformerChain/";

    /// <summary>The name of each part in its own folder.</summary>
    public const string Part = "Model.key";

    /// <summary>The smallest zip.</summary>
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Converts a zip from ML.NET to the form that is kept. Entries for human readers are left out.</summary>
    public static byte[] Write(Stream saved)
    {
        var kept = new MemoryStream();
        using (var source = new ZipArchive(saved, ZipArchiveMode.Read, leaveOpen: true))
        using (var archive = new ZipArchive(kept, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (
                var entry in source
                    .Entries.Where(entry => IsPart(Name(entry)) || IsBeside(Name(entry)))
                    .OrderBy(Name, StringComparer.Ordinal)
            )
            {
                var copy = archive.CreateEntry(Name(entry), CompressionLevel.NoCompression);
                copy.LastWriteTime = Time;
                using var from = entry.Open();
                using var to = copy.Open();
                from.CopyTo(to);
            }
        }

        return kept.ToArray();
    }

    /// <summary>The model's parts by the folders that they are in.</summary>
    /// <exception cref="InvalidModelException">It is not such an archive.</exception>
    public static Dictionary<string, ArchivePart> Read(byte[] bytes)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
            return Read(archive, bytes.Length);
        }
        catch (Exception damage) when (damage is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            throw new InvalidModelException($"The model's archive cannot be read: {damage.Message}", damage);
        }
    }

    private static Dictionary<string, ArchivePart> Read(ZipArchive archive, long length)
    {
        var parts = new Dictionary<string, ArchivePart>(StringComparer.Ordinal);
        foreach (var entry in archive.Entries)
        {
            // Entries must not overlap: together they are shorter than the archive.
            length -= entry.Length;
            if (entry.Length != entry.CompressedLength || length < 0)
            {
                throw new InvalidModelException(
                    $"Entry '{entry.FullName}' of the model's archive is compressed, or longer than the archive."
                );
            }

            if (
                IsPart(entry.FullName)
                    ? !parts.TryAdd(entry.FullName[..^Part.Length], ArchivePart.Read(entry.FullName, Bytes(entry)))
                    : !IsBeside(entry.FullName)
            )
            {
                throw new InvalidModelException(
                    $"The model's archive has an entry '{entry.FullName}' twice, or one that no such model has."
                );
            }
        }

        return parts;
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        var bytes = new byte[entry.Length];
        using var stream = entry.Open();
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static bool IsPart(string name) =>
        name.StartsWith(Root, StringComparison.Ordinal) && name.EndsWith("/" + Part, StringComparison.Ordinal);

    /// <summary>Entries that ML.NET needs and this program ignores: the training columns, and ML.NET's version.</summary>
    private static bool IsBeside(string name) => name is Root + "TrainSchema" or "TrainingInfo/Version.txt";

    private static string Name(ZipArchiveEntry entry) => entry.FullName.Replace('\\', '/');
}
