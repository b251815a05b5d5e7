using System.Globalization;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Expectations;

/// <summary>An expectation of each row.</summary>
/// <param name="Column">The column at fault where a row breaks it.</param>
/// <param name="IsChecked">Whether it says anything of a row.</param>
/// <param name="Fault">What is wrong with a row that is checked; null: nothing.</param>
internal sealed record RowRule(DataColumn Column, Func<int, bool> IsChecked, Func<int, string?> Fault)
{
    /// <summary>The rule of an expectation of rows.</summary>
    /// <param name="rule">The expectation, of one type.</param>
    /// <param name="find">Finds a column.</param>
    /// <param name="misfit">Makes the refusal of a rule that does not fit a column: what the rule has, and what it needs.</param>
    /// <exception cref="ProblemException">The rule does not fit its column.</exception>
    public static RowRule Of(Expectation rule, Func<string, DataColumn> find, Func<DataColumn, string, string, ProblemException> misfit)
    {
        var column = find(rule.Column ?? rule.Columns![0]);
        bool IsPresent(int row) => !column.IsMissing(row);
        return rule.Type switch
        {
            ExpectationTypes.NotNull => new(column, _ => true, row => column.IsMissing(row) ? RowFaults.NoRequired : null),
            ExpectationTypes.Null => new(column, _ => true, row => column.IsMissing(row) ? null : "a value where none is expected"),
            ExpectationTypes.Between => new(column, IsPresent, Between(column, rule, misfit)),
            ExpectationTypes.InSet => new(column, IsPresent, InSet(column, rule.In!, isIn: true, misfit)),
            ExpectationTypes.NotInSet => new(column, IsPresent, InSet(column, rule.In!, isIn: false, misfit)),
            ExpectationTypes.MatchRegex => new(column, IsPresent, OfTexts(column, Match(rule.Regex!, isMatch: true))),
            ExpectationTypes.NotMatchRegex => new(column, IsPresent, OfTexts(column, Match(rule.Regex!, isMatch: false))),
            ExpectationTypes.LengthsBetween => new(column, IsPresent, OfTexts(column, Length(rule))),
            ExpectationTypes.Unique => new(column, IsPresent, Unique([column], "a value that occurs more than once")),
            ExpectationTypes.CompoundUnique => Compound([.. rule.Columns!.Select(find)]),
            ExpectationTypes.PairGreater or ExpectationTypes.PairEqual => Pair(column, find(rule.Other!), rule, misfit),
            _ => throw new InvalidOperationException($"'{rule.Type}' is no expectation of rows."),
        };
    }

    private static Func<int, string?> Between(
        DataColumn column,
        Expectation rule,
        Func<DataColumn, string, string, ProblemException> misfit
    )
    {
        var values = (column as NumberColumn ?? throw misfit(column, "bounds in 'min' or 'max'", "numbers")).Values;
        var (less, more) = (Said("less than", rule.Min), Said("more than", rule.Max));
        return row =>
            values[row] < rule.Min ? less
            : values[row] > rule.Max ? more
            : null;
    }

    private static string Said(string words, double? bound) => string.Create(CultureInfo.InvariantCulture, $"{words} {bound}");

    private static Func<int, string?> InSet(
        DataColumn column,
        IReadOnlyList<string> set,
        bool isIn,
        Func<DataColumn, string, string, ProblemException> misfit
    )
    {
        var reason = isIn ? "not among the allowed values" : "among the values that are not allowed";
        if (column is TimeColumn)
        {
            throw misfit(column, "a list of texts in 'in'", "texts or numbers");
        }

        if (column is TextColumn)
        {
            var texts = set.ToHashSet(StringComparer.Ordinal);
            return OfTexts(column, text => texts.Contains(text) == isIn ? null : reason);
        }

        var numbers = set.Select(text => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : double.NaN)
            .ToHashSet();
        var values = ((NumberColumn)column).Values;
        return row => numbers.Contains(values[row]) == isIn ? null : reason;
    }

    private static Func<string, string?> Match(string pattern, bool isMatch)
    {
        var (expression, reason) = (
            ExpectationValidation.Compile(pattern)!,
            isMatch ? $"not of the form {pattern}" : $"of the form {pattern}"
        );
        return text => expression.IsMatch(text) == isMatch ? null : reason;
    }

    private static Func<string, string?> Length(Expectation rule)
    {
        var (less, more) = (Said("characters less than", rule.Min), Said("characters more than", rule.Max));
        return text =>
            text.Length < rule.Min ? less
            : text.Length > rule.Max ? more
            : null;
    }

    /// <summary>A rule of texts, each different one looked at once; of other columns it looks at how their cells are written.</summary>
    private static Func<int, string?> OfTexts(DataColumn column, Func<string, string?> fault)
    {
        if (column is not TextColumn text)
        {
            return row => fault(CellWriter.Show(column, row)!);
        }

        var faults = Array.ConvertAll(text.Levels, level => fault(level));
        return row => faults[text.Codes[row]];
    }

    private static RowRule Compound(IReadOnlyList<DataColumn> columns) =>
        new(
            columns[0],
            row => !columns.All(column => column.IsMissing(row)),
            Unique(
                columns,
                $"values that occur together more than once, with {string.Join(", ", columns.Skip(1).Select(c => $"'{c.Name}'"))}"
            )
        );

    /// <summary>All rows of a value that comes twice are at fault, as in Great Expectations.</summary>
    private static Func<int, string?> Unique(IReadOnlyList<DataColumn> columns, string reason)
    {
        UInt128[] names = [.. RowsDigest.EachOf(new(columns, columns[0].Length))];
        var (seen, twice) = (new HashSet<UInt128>(names.Length), new HashSet<UInt128>());
        foreach (var name in names)
        {
            if (!seen.Add(name))
            {
                twice.Add(name);
            }
        }

        return row => twice.Contains(names[row]) ? reason : null;
    }

    private static RowRule Pair(
        DataColumn one,
        DataColumn other,
        Expectation rule,
        Func<DataColumn, string, string, ProblemException> misfit
    )
    {
        if (one.Type != other.Type)
        {
            throw misfit(other, $"a comparison with '{one.Name}'", $"values of type {one.Type.JsonName()}");
        }

        var isEqual = rule.Type == ExpectationTypes.PairEqual;
        var reason = $"not {(isEqual ? "equal to" : rule.OrEqual ? "greater than or equal to" : "greater than")} '{other.Name}'";
        int Compare(int row) =>
            (one, other) switch
            {
                (NumberColumn a, NumberColumn b) => a.Values[row].CompareTo(b.Values[row]),
                (TimeColumn a, TimeColumn b) => a.Ticks[row].CompareTo(b.Ticks[row]),
                _ => string.CompareOrdinal(((TextColumn)one)[row], ((TextColumn)other)[row]),
            };
        return new(
            one,
            row => !one.IsMissing(row) && !other.IsMissing(row),
            row =>
                Compare(row) switch
                {
                    0 => isEqual || rule.OrEqual ? null : reason,
                    > 0 => isEqual ? reason : null,
                    _ => reason,
                }
        );
    }
}
