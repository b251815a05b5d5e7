using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data.Schema;

/// <summary>What each column is for.</summary>
/// <param name="ByColumn">Roles by column name.</param>
/// <param name="Label">The label's column; null for tasks without one.</param>
/// <param name="Notes">What a reader should know.</param>
internal sealed record ColumnRoles(IReadOnlyDictionary<string, ColumnRole> ByColumn, string? Label, IReadOnlyList<Note> Notes);

/// <summary>Finds identifiers, times and empty columns. What was declared wins.</summary>
internal static class ColumnRoleDetector
{
    /// <summary>Share of distinct values from which a column names its rows.</summary>
    private const double DistinctShare = 0.99;

    /// <summary>The same of texts: they hardly repeat themselves by chance, and what is learned of one is of no use for the next.</summary>
    private const double DistinctTextShare = 0.9;

    /// <summary>Least mean number of words at which the texts of a column without a name are prose and not names of rows.</summary>
    private const double WordsOfProse = 8;

    /// <summary>Fewest texts, all different, that show it.</summary>
    private const int FewValues = 10;

    /// <summary>Fewest values that show whether a column names its rows.</summary>
    private const int MinValues = 20;

    /// <summary>Units of time. A column that counts one of them grows with time and can be a useful feature.</summary>
    private static readonly string[] Units = ["year", "month", "week", "day", "hour", "minute", "second", "time", "date"];

    /// <summary>The same in other languages. They are short, so they count as words of a name only.</summary>
    private static readonly HashSet<string> ForeignUnits = new(StringComparer.OrdinalIgnoreCase)
    {
        "jahr",
        "monat",
        "woche",
        "tag",
        "stunde",
        "zeit",
        "datum",
        "an",
        "année",
        "annee",
        "mois",
        "semaine",
        "jour",
        "heure",
        "año",
        "ano",
        "mes",
        "mês",
        "semana",
        "día",
        "dia",
        "hora",
        "fecha",
        "anno",
        "mese",
        "settimana",
        "giorno",
        "ora",
        "jaar",
        "maand",
        "dag",
        "uur",
        "rok",
    };

    public static ColumnRoles Resolve(DataFrame frame, DeclaredColumns plan)
    {
        var notes = new List<Note>();
        var roles = new Dictionary<string, ColumnRole>(StringComparer.Ordinal);
        var time = frame.Columns.Any(column => plan.DeclaredRole(column.Name) == ColumnRole.Time);
        foreach (var column in frame.Columns)
        {
            var role = plan.DeclaredRole(column.Name);
            if (role is null && IsEmpty(column))
            {
                role = ColumnRole.Ignore;
                notes.Add(ColumnNotes.Empty(column.Name));
            }
            else if (
                role is null
                && !plan.IsPrivate(column.Name)
                && column is TextColumn text
                && DateLikeness.ExampleOf(text) is { } example
            )
            {
                notes.Add(ReadingNotes.LooksLikeDates(column.Name, Quarantine.Show(example)));
            }
            else if (
                role is null
                && !plan.SaysTypeOf(column.Name)
                && !plan.IsPrivate(column.Name)
                && column is TextColumn times
                && DurationLikeness.ExampleOf(times) is { } duration
            )
            {
                notes.Add(ReadingNotes.LooksLikeDurations(column.Name, Quarantine.Show(duration)));
            }
            else if (
                role is null or ColumnRole.Feature or ColumnRole.Label
                && !plan.SaysTypeOf(column.Name)
                && !plan.IsPrivate(column.Name)
                && (role == ColumnRole.Label || IdentifierNames.LeastDigits(column.Name) is null)
                && column is TextColumn numbers
                && NumberLikeness.ExamplesOf(numbers) is var (like, unlike)
            )
            {
                notes.Add(ReadingNotes.LooksLikeNumbers(column.Name, Quarantine.Show(like), Quarantine.Show(unlike ?? "")));
            }
            else if (
                role is null
                && plan.DeclaredText(column.Name) is null
                && (
                    IsIdentifier(column)
                    || (plan.IsUnnamed(column.Name) && column is TextColumn names && !TextKindDetector.HasSentences(names, WordsOfProse))
                )
            )
            {
                role = ColumnRole.Id; // LeakDetector tells of all of them, declared ones too.
            }
            else if (role is null && column is TimeColumn && !time)
            {
                (role, time) = (ColumnRole.Time, true);
            }

            if (plan.MayBeDates(column.Name) && column is NumberColumn number && DateLikeness.OthersThanDates(number) is { } others)
            {
                notes.Add(ReadingNotes.MostlyDates(column.Name, others));
            }

            if (role is null && plan.IsUnusedLabel(column.Name))
            {
                notes.Add(ColumnNotes.UnusedLabel(column.Name, plan.IsAnomaly));
            }

            roles.Add(column.Name, role ?? ColumnRole.Feature);
        }

        return new(roles, plan.Label, notes);
    }

    private static bool IsEmpty(DataColumn column)
    {
        for (var row = 0; row < column.Length; row++)
        {
            if (!column.IsMissing(row))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsIdentifier(DataColumn column) =>
        column switch
        {
            TextColumn text => HardlyRepeats(text.Levels.Length, text.Codes.Count(code => code >= 0))
                && !TextKindDetector.HasSentences(text),
            NumberColumn number => CountsUp(number)
                || (
                    NamesId(column.Name)
                    && NamesRows(DistinctCounter.Count(number.Values), number.Values.Count(value => !double.IsNaN(value)))
                ),
            _ => false,
        };

    /// <summary>Texts of which almost every row has its own; of few rows every single one.</summary>
    private static bool HardlyRepeats(int distinct, int values) =>
        values >= MinValues ? distinct >= DistinctTextShare * values : values >= FewValues && distinct == values;

    private static bool NamesRows(int distinct, int values) => values >= MinValues && distinct >= DistinctShare * values;

    /// <summary>Whole numbers that only rise, with few gaps, such as those of rows; quarantine and sampling leave gaps.</summary>
    public static bool CountsUp(NumberColumn column)
    {
        var values = column.Values;
        for (var row = 1; row < values.Length; row++)
        {
            if (!(values[row] > values[row - 1]) || values[row] != Math.Floor(values[row]))
            {
                return false;
            }
        }

        return values.Length >= MinValues
            && values[^1] - values[0] < 1.5 * values.Length
            && !Units.Any(unit => column.Name.Contains(unit, StringComparison.OrdinalIgnoreCase))
            && !IdentifierNames.WordsOf(column.Name).Any(ForeignUnits.Contains);
    }

    private static bool NamesId(string name) =>
        name.Equals("id", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("_id", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("Id", StringComparison.Ordinal)
        || name.EndsWith("ID", StringComparison.Ordinal)
        || name.EndsWith(" id", StringComparison.OrdinalIgnoreCase);
}
