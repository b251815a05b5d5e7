using MLOpsFunctions.Data;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Experiments;

/// <summary>
/// What anomalies are measured against where nobody has labelled any: rows drawn evenly from the whole room that the
/// data span, each column by itself. A detector is worth something if it finds these stranger than real rows it has not
/// seen (Steinwart, Hush and Scovel, A Classification Framework for Anomaly Detection, JMLR 6, 2005).
/// </summary>
internal static class BackgroundSample
{
    /// <summary>The rows, and after them as many made-up ones in the same columns; the same for the same rows and seed.</summary>
    public static DataFrame Follow(DataFrame rows, int seed) =>
        new([.. rows.Columns.Select((column, i) => Extend(column, new(seed, i)))], 2 * rows.RowCount);

    private static DataColumn Extend(DataColumn column, SeededRandom random)
    {
        switch (column)
        {
            case NumberColumn { Values: var values }:
                var present = values.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).ToArray();
                var (low, high) = (present.Min(), present.Max());
                return new NumberColumn(column.Name, [.. values, .. values.Select(_ => Between(low, high, random.NextFraction()))]);
            case TextColumn text:
                return new TextColumn(
                    column.Name,
                    [.. text.Codes, .. text.Codes.Select(_ => text.Levels.Length == 0 ? -1 : random.Next(text.Levels.Length))],
                    text.Levels
                );
            default:
                var ticks = ((TimeColumn)column).Ticks;
                var times = ticks.Where(tick => tick != TimeColumn.Missing).DefaultIfEmpty(TimeColumn.Missing).ToArray();
                var (first, span) = (times.Min(), times.Max() - times.Min());
                return new TimeColumn(column.Name, [.. ticks, .. ticks.Select(_ => first + (long)(random.NextFraction() * span))]);
        }
    }

    /// <summary>In two parts, because the span of numbers near the greatest that there are would be infinite.</summary>
    private static double Between(double low, double high, double fraction) =>
        double.IsNaN(low) ? low : Math.Clamp((low * (1 - fraction)) + (high * fraction), low, high);
}
