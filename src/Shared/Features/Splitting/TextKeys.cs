using MLOpsFunctions.Data;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Features.Splitting;

/// <summary>
/// Gives rows whose texts are near-copies of an earlier row's text that row's key, so that they share its side.
/// </summary>
internal static class TextKeys
{
    /// <summary>Rows with a common phrase are not copies: a set with more than this share of all rows stays as it is.</summary>
    private const double MaxShare = 0.05;

    /// <summary>Most rows of a set in small files.</summary>
    private const int FewRows = 5;

    /// <summary>Fewest keys for a split.</summary>
    private const int MinKeys = 3;

    /// <summary>The keys, and notes on them.</summary>
    /// <param name="frame">The rows.</param>
    /// <param name="schema">Their columns.</param>
    /// <param name="keys">The rows' keys so far.</param>
    /// <param name="maxTexts">Most distinct texts; with more, near-copies are not searched.</param>
    public static (ulong[] Keys, IReadOnlyList<Note> Notes) Join(
        DataFrame frame,
        IReadOnlyList<ColumnSchema> schema,
        ulong[] keys,
        int maxTexts = NearDuplicateTexts.MaxTexts
    )
    {
        if (NearDuplicateTexts.ColumnOf(frame, schema) is not { } column)
        {
            return (keys, []);
        }

        if (column.Levels.Length > maxTexts)
        {
            return (keys, [SplitNotes.NearCopiesNotSought(column.Name, column.Levels.Length, maxTexts)]);
        }

        var first = NearDuplicateTexts.Find(column.Levels);
        var (rowsOf, firstRow) = (new int[column.Levels.Length], new int[column.Levels.Length]);
        for (var row = column.Codes.Length - 1; row >= 0; row--)
        {
            if (column.Codes[row] >= 0)
            {
                rowsOf[first[column.Codes[row]]]++;
                firstRow[first[column.Codes[row]]] = row;
            }
        }

        var (joined, copies, most) = ((ulong[])keys.Clone(), 0, Math.Max(FewRows, MaxShare * keys.Length));
        for (var row = 0; row < keys.Length; row++)
        {
            if (column.Codes[row] is >= 0 and var code && rowsOf[first[code]] is > 1 and var rows && rows <= most)
            {
                joined[row] = keys[firstRow[first[code]]];
                copies += first[code] == code ? 0 : 1;
            }
        }

        return joined.Distinct().Take(MinKeys).Count() < MinKeys
            ? (keys, [])
            : (joined, copies == 0 ? [] : [SplitNotes.NearCopies(copies, column.Name)]);
    }
}
