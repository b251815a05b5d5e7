using System.Globalization;

namespace MLOpsFunctions.Data;

/// <summary>What a reader should know of how a file was read, in words.</summary>
internal static class ReadingNotes
{
    private const int Listed = 10;

    /// <summary>Lines before the table were passed over.</summary>
    public static string LinesBefore(IReadOnlyList<long> lines)
    {
        var listed = string.Join(", ", lines.Take(Listed).Select(line => line.ToString(CultureInfo.InvariantCulture))) + (lines.Count > Listed ? ", ..." : "");
        return lines.Count == 1 ? $"Line {listed} stands before the table and is passed over, as a title or a comment." : $"Lines {listed} stand before the table and are passed over, as titles or comments.";
    }
}
