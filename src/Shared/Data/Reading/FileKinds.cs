using System.Text;

namespace MLOpsFunctions.Data.Reading;

/// <summary>What the first bytes of a file tell: its encoding, or that it is no text at all.</summary>
internal static class FileKinds
{
    private static readonly (byte[] Magic, string Kind)[] NoText =
    [
        ([.. "PK\x03\x04"u8], "a zip archive or an Excel workbook"),
        ([.. "PAR1"u8], "a Parquet file"),
        ([.. "BZh"u8], "a bzip2 archive"),
        ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard archive"),
        ([0xFD, .. "7zXZ"u8], "an xz archive"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook"),
        ([.. "%PDF"u8], "a PDF document"),
        ([.. "SQLite format 3"u8], "a SQLite database"),
    ];

    /// <summary>Stands for what is no character: a NUL, which no cell may hold, so that the row is set aside.</summary>
    private static readonly DecoderFallback Broken = new DecoderReplacementFallback("\0");

    /// <summary>Refuses files that are known not to be text.</summary>
    /// <exception cref="ProblemException">It is one of them.</exception>
    public static void Refuse(ReadOnlySpan<byte> head, string file, bool unpacked)
    {
        if (unpacked && head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            throw new ProblemException(new("The file is compressed twice", "a gzip file within a gzip file", "CSV, plain or compressed with gzip", file, "unpack it once and drop what comes out", 415));
        }

        var isMisnamed = !unpacked && file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        foreach (var (magic, kind) in NoText)
        {
            if (head.StartsWith(magic))
            {
                throw new ProblemException(new(
                    "The file is not a text file", unpacked ? $"{kind} within a gzip file" : isMisnamed ? $"{kind}, and not gzip as its name says" : kind, "CSV, plain or compressed with gzip", file, "export it as CSV", 415));
            }
        }

        // Text is read whatever it is called: programs unpack a download and keep its name.
        if (isMisnamed && Encoding(head).Encoding is null && (head.ContainsAnyInRange((byte)0x00, (byte)0x08) || head.ContainsAnyInRange((byte)0x0E, (byte)0x1F)))
        {
            throw new ProblemException(new(
                "The file is not gzip, as its name says, and no text either", $"first bytes {Convert.ToHexString(head[..Math.Min(head.Length, 8)])}", "1F8B, with which a gzip file begins, or CSV", file,
                "compress it anew with gzip, or drop it uncompressed", 415));
        }
    }

    /// <summary>The encoding, null for UTF-8, and the bytes of its mark. UTF-16 without a mark is known by its zero bytes.</summary>
    public static (Encoding? Encoding, int Mark) Encoding(ReadOnlySpan<byte> head) => head switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (null, 3),
        [0xFF, 0xFE, 0, 0, ..] => (Named("utf-32"), 4),
        [0, 0, 0xFE, 0xFF, ..] => (Named("utf-32BE"), 4),
        [0xFF, 0xFE, ..] => (Named("utf-16"), 2),
        [0xFE, 0xFF, ..] => (Named("utf-16BE"), 2),
        _ when EveryOther(head, 1) => (Named("utf-16"), 0),
        _ when EveryOther(head, 0) => (Named("utf-16BE"), 0),
        _ => (null, 0),
    };

    private static Encoding Named(string name) => System.Text.Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, Broken);

    /// <summary>Whether the bytes are zero and not zero by turns, as the first characters of a table in UTF-16 are.</summary>
    private static bool EveryOther(ReadOnlySpan<byte> head, int zero)
    {
        var length = Math.Min(head.Length & ~1, 32);
        for (var i = 0; i < length; i++)
        {
            if (head[i] == 0 != ((i & 1) == zero))
            {
                return false;
            }
        }

        return length >= 4;
    }
}
