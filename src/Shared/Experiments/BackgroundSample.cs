using MLOpsFunctions.Data;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Experiments;

/// <summary>
/// Made-up rows, against which anomalies are measured if no row is labelled. Each column is drawn evenly from the range
/// of the data. A useful detector finds these rows more anomalous than real rows that it has not seen (Steinwart, Hush
/// and Scovel, A Classification Framework for Anomaly Detection, JMLR 6, 2005).
/// </summary>
internal static class BackgroundSample
{
    /// <summary>The rows, followed by as many made-up ones in the same columns; the same for the same rows and seed.</summary>
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

    /// <summary>In two halves, because the range of very large numbers would be infinite.</summary>
    private static double Between(double low, double high, double fraction) =>
        double.IsNaN(low) ? low : Math.Clamp((low * (1 - fraction)) + (high * fraction), low, high);
}
