using System.IO.Compression;

namespace MLOpsFunctions.Data.Reading;

/// <summary>
/// Looks into zip archives: for the one file in it, or for the parts of an Excel workbook. Nothing is unpacked to a place
/// that it names.
/// </summary>
internal static class ZipContent
{
    /// <summary>A workbook has a few dozen; many more are an attack.</summary>
    private const int MaxEntries = 10_000;

    public static bool Is(ReadOnlySpan<byte> head) => head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8);

    /// <exception cref="ProblemException">The archive is damaged.</exception>
    public static ZipArchive Open(Stream whole, string file)
    {
        var archive = Guard(() => new ZipArchive(whole), file);
        return Guard(() => archive.Entries.Count, file) <= MaxEntries ? archive : throw Damaged("too many files in it", file, null);
    }

    /// <summary>Whether an archive is a document of an office program, whose parts are none that a person has packed.</summary>
    public static bool IsOffice(ZipArchive archive) =>
        archive.Entries.Any(entry => entry.FullName is "[Content_Types].xml" or "mimetype" or "content.xml");

    /// <summary>The only file in an archive.</summary>
    /// <exception cref="ProblemException">There is none, or there are several, or it is encrypted.</exception>
    public static Stream Only(ZipArchive archive, string file)
    {
        var entries = archive.Entries.Where(entry => entry.Name.Length > 0 && !IsLeftover(entry.FullName)).ToList();
        var listed = string.Join(", ", entries.Take(5).Select(entry => $"'{PlainText.Name(entry.FullName)}'"));
        return entries is not [var only]
                ? throw Refuse(
                    entries.Count == 0 ? "no file in it" : $"{entries.Count:N0} files: {listed}{(entries.Count > 5 ? ", ..." : "")}",
                    "drop each file in it by itself"
                )
            : LeadsOut(only.FullName)
                ? throw Refuse($"the name {listed}, which leads out of the archive", "pack the file anew, by its name alone")
            : only.IsEncrypted ? throw Refuse("a file with a password", "pack it without a password")
            : OpenEntry(only, file);

        ProblemException Refuse(string found, string hint) =>
            new(new("The zip archive cannot be read", found, "exactly one file with a table", file, hint, 415));
    }

    /// <summary>
    /// Unpacks all parts of a workbook once, to no place, so that none unfolds to more than the bounds allow when it is read.
    /// </summary>
    /// <exception cref="ProblemException">The archive is no Excel workbook, damaged, or exceeds a bound.</exception>
    public static void CheckWorkbook(ZipArchive archive, SourceFile source)
    {
        if (archive.GetEntry("xl/workbook.xml") is null)
        {
            var isOpen = archive.GetEntry("content.xml") is not null || archive.GetEntry("mimetype") is not null;
            throw new ProblemException(
                new(
                    "The file is not a table",
                    isOpen ? "an OpenDocument file"
                        : archive.GetEntry("xl/workbook.bin") is not null ? "a binary Excel workbook (.xlsb)"
                        : "an Office document that is no Excel workbook",
                    FileTypeDetector.AsTable,
                    source.Name,
                    "open it and save the sheet as .xlsx or as CSV UTF-8",
                    415
                )
            );
        }

        var (buffer, total, packed) = (new byte[1 << 16], 0L, archive.Entries.Sum(entry => entry.CompressedLength));
        foreach (var entry in archive.Entries)
        {
            using var part = new BoundedStream(OpenEntry(entry, source.Name), source, () => packed);
            var most = entry.FullName.StartsWith("xl/worksheets/", StringComparison.Ordinal)
                ? source.Limits.MaxTextBytes
                : source.Limits.MaxDistinctBytes;
            while (part.Read(buffer) is > 0 and var read)
            {
                total += read;
                if (part.Count > most || total > source.Limits.MaxTextBytes)
                {
                    throw new ProblemException(
                        new(
                            "The workbook unfolds to too much",
                            $"more than {Math.Min(most, source.Limits.MaxTextBytes):N0} bytes",
                            "fewer texts and cells",
                            source.Name,
                            "save the sheet as CSV UTF-8, or split it",
                            413
                        )
                    );
                }
            }
        }
    }

    private static Stream OpenEntry(ZipArchiveEntry entry, string file) => Guard(entry.Open, file);

    /// <summary>Makes a refusal of what a damaged archive makes its reader throw.</summary>
    private static T Guard<T>(Func<T> read, string file)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or ArgumentException or NotSupportedException)
        {
            throw Damaged(fault.Message, file, fault);
        }
    }

    private static ProblemException Damaged(string found, string file, Exception? fault)
    {
        var problem = new Problem("The zip archive is damaged", found, "a whole archive of one file", file, "drop it again", 415);
        return fault is null ? new(problem) : new(problem, fault);
    }

    /// <summary>What programs add to an archive by themselves.</summary>
    private static bool IsLeftover(string name) =>
        name.StartsWith("__MACOSX/", StringComparison.Ordinal) || name.EndsWith(".DS_Store", StringComparison.Ordinal);

    private static bool LeadsOut(string name) =>
        name.StartsWith('/') || name.StartsWith('\\') || name.Contains(':') || name.Split('/', '\\').Contains("..");
}
