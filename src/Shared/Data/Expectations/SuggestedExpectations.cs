using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Expectations;

/// <summary>Expectations that a data set meets, for a person to read and adopt.</summary>
public static class SuggestedExpectations
{
    /// <summary>Most categories that are listed: beyond them a new one is no surprise.</summary>
    private const int MaxCategories = 20;

    /// <summary>Share of the range that later values may lie beyond it.</summary>
    private const double Margin = 0.1;

    /// <summary>Divergence from which the label's distribution is another one: a shift of about half a standard deviation.</summary>
    private const double MaxDivergence = 0.1;

    /// <summary>
    /// What holds of a data set, each with the policy warn: a person decides what sets rows aside or refuses a file. A private column
    /// shows nothing of its values.
    /// </summary>
    public static IReadOnlyList<Expectation> Of(DataProfile profile, IReadOnlyList<ColumnSchema> schema)
    {
        var rules = new List<Expectation>
        {
            new(
                Type: ExpectationTypes.RowCount,
                Min: Math.Ceiling(profile.Rows / 2.0),
                Max: profile.Rows * 2.0,
                Policy: FindingPolicy.Warn
            ),
        };
        foreach (var column in profile.Columns)
        {
            if (schema.FirstOrDefault(known => known.Name == column.Name) is { } known && column.Missing < profile.Rows)
            {
                rules.AddRange(Of(column, known, profile.Rows));
            }
        }

        return rules;
    }

    private static IEnumerable<Expectation> Of(ColumnProfile column, ColumnSchema known, int rows)
    {
        Expectation rule = new(column.Name, Policy: FindingPolicy.Warn);
        if (column.Missing == 0)
        {
            yield return rule with
            {
                Type = ExpectationTypes.NotNull,
            };
        }

        if (known is { Role: ColumnRole.Id, Pii: not PiiHandling.Mask } && column.Distinct == rows)
        {
            yield return rule with
            {
                Type = ExpectationTypes.Unique,
            };
        }

        if (known.IsHidden || known.Role is ColumnRole.Id or ColumnRole.Ignore)
        {
            yield break;
        }

        if (column is { Type: ColumnType.Number, Numbers: { } numbers })
        {
            var (min, max) = Bounds(numbers);
            yield return rule with
            {
                Type = ExpectationTypes.Between,
                Min = min,
                Max = max,
                Mostly = 0.99,
            };
        }

        if (column.Levels.Count is > 0 and <= MaxCategories && column.Levels.Count == column.Distinct && known.Text != TextKind.Prose)
        {
            yield return rule with
            {
                Type = ExpectationTypes.InSet,
                In = [.. column.Levels.Select(level => level.Level)],
            };
        }

        if (known.Role == ColumnRole.Label)
        {
            yield return rule with
            {
                Type = ExpectationTypes.Divergence,
                Max = MaxDivergence,
            };
        }
    }

    /// <summary>The range with a margin, in round numbers. What has never been negative stays so.</summary>
    private static (double Min, double Max) Bounds(NumberSummary numbers)
    {
        var margin = (numbers.Max - numbers.Min) * Margin;
        if (!double.IsFinite(margin) || margin == 0)
        {
            return (numbers.Min, numbers.Max);
        }

        var step = Math.Pow(10, Math.Floor(Math.Log10(margin)));
        var (min, max) = (Math.Floor((numbers.Min - margin) / step) * step, Math.Ceiling((numbers.Max + margin) / step) * step);
        return (Round(numbers.Min >= 0 ? Math.Max(0, min) : min), Round(max));

        double Round(double value) => step >= 1 ? Math.Round(value) : Math.Round(value, Math.Clamp((int)-Math.Log10(step), 0, 15));
    }
}
