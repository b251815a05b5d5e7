using System.Text;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Schema;

/// <summary>Finds the cells of a column whose text stands for a missing value.</summary>
internal static class MissingCells
{
    /// <summary>The column with those cells missing.</summary>
    /// <param name="type">What it holds.</param>
    /// <param name="marks">Its marks, where they are known.</param>
    /// <param name="keepsClasses">Whether a word that may be a class stays.</param>
    public static TextColumn Blank(TextColumn column, ColumnType type, MissingMarks? marks, bool keepsClasses = false)
    {
        var isMark = Array.ConvertAll(
            column.Levels,
            level =>
                MissingMarkers.IsMissing(level, type, marks) && !(keepsClasses && MissingMarkers.MayBeClass(Encoding.UTF8.GetBytes(level)))
        );
        return Array.Exists(isMark, mark => mark)
            ? new TextColumn(
                column.Name,
                Array.ConvertAll(column.Codes, code => code >= 0 && isMark[code] ? -1 : code),
                column.Levels
            ).WithoutUnusedLevels()
            : column;
    }

    /// <summary>The marks, in the order in which they were first met, with their cells.</summary>
    public static IReadOnlyList<(string Text, long Cells)> Count(TextColumn column, ColumnType type, MissingMarks? marks)
    {
        var isMark = Array.ConvertAll(column.Levels, level => MissingMarkers.IsMissing(level, type, marks));
        if (!Array.Exists(isMark, mark => mark))
        {
            return [];
        }

        var counts = new long[isMark.Length];
        foreach (var code in column.Codes)
        {
            _ = code < 0 ? 0 : ++counts[code];
        }

        return [.. Enumerable.Range(0, counts.Length).Where(code => isMark[code]).Select(code => (column.Levels[code], counts[code]))];
    }
}
