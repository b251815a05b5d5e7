using System.IO.Compression;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.MlNet.Models;

/// <summary>
/// ML.NET's own model file, a zip that ML.NET itself can load, made the same for equal models: entries lie in ordinal
/// order of their names under one fixed time, and they are stored and not compressed, so that reading them takes no
/// more memory than the archive itself.
/// </summary>
internal static class ModelArchive
{
    /// <summary>Where the model's parts are.</summary>
    public const string Root = "TransformerChain/";

    /// <summary>The name of each part, in a folder of its own.</summary>
    public const string Part = "Model.key";

    /// <summary>The least that a zip can say.</summary>
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Brings a zip that ML.NET has written into the form that is kept. What it writes for people to read is left out.</summary>
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
    /// <exception cref="InvalidModelException">It is none of these archives.</exception>
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
            // Entries may not lie one upon the other: together they are shorter than the archive.
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

    /// <summary>
    /// What ML.NET wants besides, and this program does not look at: the columns that it was trained on, and which
    /// ML.NET it was.
    /// </summary>
    private static bool IsBeside(string name) => name is Root + "TrainSchema" or "TrainingInfo/Version.txt";

    private static string Name(ZipArchiveEntry entry) => entry.FullName.Replace('\\', '/');
}
