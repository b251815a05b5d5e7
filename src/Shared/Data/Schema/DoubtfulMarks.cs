using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data.Schema;

/// <summary>Finds columns of which no cell shows whether a mark is decimal or stands between thousands, as in 1.234.</summary>
internal static class DoubtfulMarks
{
    /// <summary>Notes on such columns, where nothing is declared or known of how they are written.</summary>
    public static IEnumerable<Note> NotesOn(FileHeader head, TypedTable table, DeclaredColumns plan)
    {
        for (var i = 0; i < head.Names.Count; i++)
        {
            var name = head.Names[i];
            var column = table.Columns[i];
            if (!plan.IsPrivate(name) && plan.FormatOf(name, column.Type) is null && head.DoubtfulNumber(i) is { } example)
            {
                if (column is NumberColumn numbers && example.Contains('.') && head.Dialect.Separator != ',' && !ProvesPoint(numbers))
                {
                    yield return ReadingNotes.DoubtfulPoint(name, Quarantine.Show(example));
                }
                else if (column is TextColumn && example.Contains(','))
                {
                    yield return ReadingNotes.DoubtfulComma(name, Quarantine.Show(example));
                }
            }
        }
    }

    /// <summary>Whether some value cannot have been written with a point between thousands.</summary>
    private static bool ProvesPoint(NumberColumn column) =>
        Array.Exists(
            column.Values,
            value =>
                value != Math.Floor(value)
                && !double.IsNaN(value)
                && (Math.Abs(value) is < 1 or >= 1000 || Math.Abs((value * 1000) - Math.Round(value * 1000)) > 1e-6)
        );
}
