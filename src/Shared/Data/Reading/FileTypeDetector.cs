using System.Text;

namespace MLOpsFunctions.Data.Reading;

/// <summary>
/// Refuses by name what is no table that can be read: archives, databases, pictures, documents, web pages. The bytes
/// decide, never the file's name.
/// </summary>
internal static class FileTypeDetector
{
    private const string Pickle = "write it as CSV: pandas.read_pickle(FILE).to_csv(OUT, index=False)";

    /// <summary>What is read.</summary>
    public const string AsTable =
        "a table as CSV, JSON, Parquet or an Excel workbook, plain, compressed with gzip, or alone in a zip archive";

    private static readonly (byte[] Magic, string Kind, string Try)[] Binary =
    [
        ([.. "PARE"u8], "an encrypted Parquet file", "decrypt it and write it as CSV"),
        ([.. "ARROW1"u8], "an Arrow file", "write it as CSV: pandas.read_feather(FILE).to_csv(OUT, index=False)"),
        ([.. "Obj\x01"u8], "an Avro file", "write it as CSV"),
        ([0x80, 0x02], "a pickle of Python", Pickle),
        ([0x80, 0x03], "a pickle of Python", Pickle),
        ([0x80, 0x04], "a pickle of Python", Pickle),
        ([0x80, 0x05], "a pickle of Python", Pickle),
        ([.. "FEA1"u8], "an old Feather file", "write it as CSV: pandas.read_feather(FILE).to_csv(OUT, index=False)"),
        ([0xFF, 0xFF, 0xFF, 0xFF], "a stream of Arrow", "write it as CSV"),
        ([.. "RDX2\n"u8], "an R workspace", "write the table in it as CSV: write.csv(TABLE, OUT, row.names = FALSE)"),
        ([.. "RDX3\n"u8], "an R workspace", "write the table in it as CSV: write.csv(TABLE, OUT, row.names = FALSE)"),
        ([.. "X\n"u8, 0, 0, 0], "an R object", "write it as CSV: write.csv(readRDS(FILE), OUT, row.names = FALSE)"),
        ([.. "$FL2"u8], "an SPSS file", "write it as CSV: pandas.read_spss(FILE).to_csv(OUT, index=False)"),
        ([.. "$FL3"u8], "an SPSS file", "write it as CSV: pandas.read_spss(FILE).to_csv(OUT, index=False)"),
        ([.. "<stata_dta>"u8], "a Stata file", "write it as CSV: pandas.read_stata(FILE).to_csv(OUT, index=False)"),
        ([.. "MATLAB "u8], "a MATLAB file", "write the table in it as CSV: writetable(T, OUT)"),
        ([.. "CDF"u8, 0x01], "a NetCDF file", "write the table in it as CSV"),
        ([.. "CDF"u8, 0x02], "a NetCDF file", "write the table in it as CSV"),
        ([0x04, 0x22, 0x4D, 0x18], "an LZ4 archive", "unpack it and drop the CSV file in it"),
        ([0x1F, 0x9D], "a compress archive", "unpack it and drop the CSV file in it"),
        ([.. "LZIP"u8, 0x01], "an lzip archive", "unpack it and drop the CSV file in it"),
        ([.. "MSCF"u8, 0], "a cabinet archive", "unpack it and drop the CSV file in it"),
        ([0x00, 0x01, 0x00, 0x00, .. "Standard "u8], "an Access database", "export a table as CSV UTF-8"),
        ([0x7F, .. "ELF"u8], "a program", "drop a table as CSV"),
        ([.. "ID3"u8, 0x03], "a sound file", "drop a table as CSV"),
        ([.. "OggS"u8, 0], "a sound file", "drop a table as CSV"),
        ([0x89, .. "HDF\r\n"u8], "an HDF5 file", "write the table in it as CSV"),
        ([0x93, .. "NUMPY"u8], "a NumPy array", "write it as CSV: numpy.savetxt(OUT, numpy.load(FILE), delimiter=',')"),
        ([.. "SQLite format 3"u8], "a SQLite database", "export a table: sqlite3 -header -csv FILE 'select * from TABLE' > OUT"),
        ([.. "BZh"u8], "a bzip2 archive", "unpack it and drop the CSV file in it"),
        ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard archive", "unpack it and drop the CSV file in it"),
        ([0xFD, .. "7zXZ"u8], "an xz archive", "unpack it and drop the CSV file in it"),
        ([.. "7z"u8, 0xBC, 0xAF], "a 7-Zip archive", "unpack it and drop the CSV file in it"),
        ([.. "Rar!"u8, 0x1A], "a RAR archive", "unpack it and drop the CSV file in it"),
        ([0x89, .. "PNG"u8], "a PNG image", "drop the table itself, not a picture of it"),
        ([0xFF, 0xD8, 0xFF], "a JPEG image", "drop the table itself, not a picture of it"),
        ([.. "GIF87a"u8], "a GIF image", "drop the table itself, not a picture of it"),
        ([.. "GIF89a"u8], "a GIF image", "drop the table itself, not a picture of it"),
        ([.. "II*"u8, 0], "a TIFF image", "drop the table itself, not a picture of it"),
        ([.. "MM"u8, 0, .. "*"u8], "a TIFF image", "drop the table itself, not a picture of it"),
        ([.. "%PDF-"u8], "a PDF document", "drop the table itself as CSV, not a print of it"),
    ];

    /// <summary>Refuses bytes that are known not to be text.</summary>
    /// <param name="head">The first of them, unpacked.</param>
    /// <param name="file">The file's name.</param>
    /// <param name="within">What they were packed in; null: nothing.</param>
    /// <exception cref="ProblemException">They are of one of those kinds.</exception>
    public static void RefuseBinary(ReadOnlySpan<byte> head, string file, string? within)
    {
        var isMisnamed = within is null && file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        if (BinaryKind(head) is var (kind, hint))
        {
            var found =
                within is not null ? $"{kind} within {within}"
                : isMisnamed ? $"{kind}, and not gzip as its name says"
                : kind;
            throw new ProblemException(new("The file is not a table", found, AsTable, file, hint, 415));
        }

        if (TextEncodings.OfMark(head).Encoding is null && IsMostlyControl(head))
        {
            throw new ProblemException(
                new(
                    "The file is not a table",
                    $"first bytes {Convert.ToHexString(head[..Math.Min(head.Length, 8)])}, of no kind that is known here",
                    AsTable,
                    file,
                    "write the table in it as CSV",
                    415
                )
            );
        }

        // Text is read whatever it is called: programs unpack a download and keep its name.
        if (isMisnamed && TextEncodings.OfMark(head).Encoding is null && IsNoText(head))
        {
            throw new ProblemException(
                new(
                    "The file is not gzip, as its name says, and no text either",
                    $"first bytes {Convert.ToHexString(head[..Math.Min(head.Length, 8)])}",
                    "1F8B, with which a gzip file begins, or CSV",
                    file,
                    "compress it anew with gzip, or drop it uncompressed",
                    415
                )
            );
        }
    }

    /// <summary>Refuses text that is known not to be a table.</summary>
    /// <param name="head">The beginning of the text, as UTF-8.</param>
    /// <param name="file">The file's name.</param>
    /// <exception cref="ProblemException">It is a document with markup, or another kind of data.</exception>
    public static void RefuseText(ReadOnlySpan<byte> head, string file)
    {
        var text = head.TrimStart(" \t\r\n"u8);
        if (Begins(text, "<!doctype html"u8) || Begins(text, "<html"u8))
        {
            throw new ProblemException(
                new(
                    "The file is not a table",
                    "a web page",
                    AsTable,
                    file,
                    "look whether the download asked for a login, and save the data itself",
                    415
                )
            );
        }

        if (Begins(text, "@relation"u8))
        {
            throw new ProblemException(
                new(
                    "The file is not a table",
                    "an ARFF file of Weka",
                    AsTable,
                    file,
                    "write it as CSV: what stands below @data, with a header",
                    415
                )
            );
        }

        if (IsLibsvm(text))
        {
            throw new ProblemException(
                new(
                    "The file is not a table",
                    "a file of libsvm, with an index before each value",
                    AsTable,
                    file,
                    "write it as CSV: sklearn.datasets.load_svmlight_file reads it",
                    415
                )
            );
        }

        if (Begins(text, "<?xml"u8))
        {
            throw new ProblemException(
                new("The file is not a table", "an XML document", AsTable, file, "write the rows in it as CSV", 415)
            );
        }

        DocumentDetector.Refuse(head, file);
    }

    /// <summary>A number, and behind it pairs such as 1:0.5 with rising indexes.</summary>
    private static bool IsLibsvm(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAny((byte)'\r', (byte)'\n');
        var line = System.Text.Encoding.UTF8.GetString(end < 0 ? text : text[..end]).TrimEnd().Split(' ');
        return line.Length > 1
            && NumberParser.TryParse(line[0], out _)
            && Array.TrueForAll(
                line[1..],
                pair =>
                    pair.Split(':') is [var index, var value]
                    && CodeDetector.IsDigits(System.Text.Encoding.UTF8.GetBytes(index))
                    && NumberParser.TryParse(value, out _)
            )
            && (line.Length > 2 || !line[1].StartsWith("0", StringComparison.Ordinal));
    }

    private static (string Kind, string Try)? BinaryKind(ReadOnlySpan<byte> head)
    {
        foreach (var (magic, kind, hint) in Binary)
        {
            if (head.StartsWith(magic))
            {
                return (kind, hint);
            }
        }

        // A text may begin so, too: the header of a column.
        return head.StartsWith("ORC"u8) && IsNoText(head)
                ? ("an ORC file", "write it as CSV: pandas.read_orc(FILE).to_csv(OUT, index=False)")
            : head.Length > 12 && head[8..].StartsWith("DUCK"u8)
                ? ("a DuckDB database", "export a table: duckdb -csv FILE 'select * from TABLE' > OUT")
            : head.StartsWith("SAS "u8) || IsSas(head) ? ("a SAS file", "write it as CSV: pandas.read_sas(FILE).to_csv(OUT, index=False)")
            : head.StartsWith("MZ"u8) && IsNoText(head) ? ("a program", "drop a table as CSV")
            : head.Length > 12 && head[4..].StartsWith("ftyp"u8) ? ("a film or sound file", "drop a table as CSV")
            : head.StartsWith("RIFF"u8) && head.Length > 12 && head[8..].StartsWith("WAVE"u8) ? ("a sound file", "drop a table as CSV")
            : head.StartsWith("RIFF"u8) && head.Length > 12 && head[8..].StartsWith("WEBP"u8)
                ? ("a WebP image", "drop the table itself, not a picture of it")
            : head.StartsWith("BM"u8) && head.Length > 10 && head[6..10].IndexOfAnyExcept((byte)0) < 0
                ? ("a BMP image", "drop the table itself, not a picture of it")
            : head.Length > 262 && head[257..].StartsWith("ustar"u8) ? ("a tar archive", "unpack it and drop the CSV file in it")
            : null;
    }

    /// <summary>A SAS data set begins with twelve zeros and these bytes.</summary>
    private static bool IsSas(ReadOnlySpan<byte> head) =>
        head.Length > 16 && head[..12].IndexOfAnyExcept((byte)0) < 0 && head[12..].StartsWith((ReadOnlySpan<byte>)[0xC2, 0xEA, 0x81, 0x60]);

    /// <summary>Whether so many bytes are controls that it is no text: a few set their rows aside, a third make no rows.</summary>
    private static bool IsMostlyControl(ReadOnlySpan<byte> head)
    {
        var controls = 0;
        foreach (var value in head)
        {
            controls += value is < 0x09 or (> 0x0D and < 0x20 and not 0x1A) ? 1 : 0;
        }

        return head.Length >= 256 && controls * 3 > head.Length && IsNoText(head[..16]);
    }

    private static bool IsNoText(ReadOnlySpan<byte> head) =>
        head.ContainsAnyInRange((byte)0x00, (byte)0x08) || head.ContainsAnyInRange((byte)0x0E, (byte)0x1F);

    private static bool Begins(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) =>
        text.Length >= word.Length && Ascii.EqualsIgnoreCase(text[..word.Length], word);
}
