using MLOpsFunctions.Data;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Forecasting;

/// <summary>What errors of a forecast are measured in.</summary>
internal static class ErrorUnits
{
    /// <summary>The units of rows, by what was known of their series before the first of them.</summary>
    /// <param name="plan">How the series run.</param>
    /// <param name="history">The series.</param>
    /// <param name="weights">How much each row counts among those of its series; null: all alike.</param>
    /// <param name="interval">The share of truths that intervals are to hold.</param>
    public static ForecastUnits Of(SeriesPlan plan, SeriesHistory history, DataFrame rows, long[] steps, double[]? weights, double interval)
    {
        var keys = SeriesHistory.Keys(rows, plan.Keys);
        var first = steps.Where(step => step != TimeGrid.None).DefaultIfEmpty(0).Min();
        string[] names = [.. keys.Distinct(StringComparer.Ordinal)];
        var numbers = names.Select((name, number) => (name, number)).ToDictionary(entry => entry.name, entry => entry.number);
        var units = Array.ConvertAll(names, name => Of(history.Series.GetValueOrDefault(name), plan.ScaleSeason ?? 1, first - 1));
        var series = Array.ConvertAll(keys, key => numbers[key]);
        var counts = new int[names.Length];
        Array.ForEach(series, number => counts[number]++);
        return new(
            series,
            Array.ConvertAll(series, number => units[number].Change),
            Array.ConvertAll(series, number => units[number].SquaredChange),
            [.. series.Select((number, row) => (weights?[row] ?? 1) / counts[number])],
            interval
        );
    }

    /// <summary>
    /// The mean absolute and squared changes over a season up to a step; from value to value where there is none or it
    /// is 0; the values themselves of a series that never changed.
    /// </summary>
    private static (double Change, double SquaredChange) Of(SeriesValues? series, int season, long last)
    {
        var known = series?.KnownAt(last) ?? 0;
        if (known == 0)
        {
            return (double.NaN, double.NaN);
        }

        var (sum, squares, count) = series!.Changes(season, 0, known);
        if (!(sum > 0))
        {
            (sum, squares, count) = series.Changes(null, 1, known);
        }

        var value = Math.Abs(series.Values[0]);
        return sum > 0 ? (sum / count, squares / count)
            : value > 0 ? (value, value * value)
            : (double.NaN, double.NaN);
    }
}
