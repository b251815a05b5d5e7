using System.Globalization;
using MLOpsFunctions.Data;

namespace MLOpsFunctions.Forecasting;

/// <summary>The known values of every series. Immutable.</summary>
internal sealed class SeriesHistory
{
    private readonly SortedDictionary<string, SeriesValues> _series;

    public SeriesHistory(SortedDictionary<string, SeriesValues> series)
    {
        _series = series;
        Longest = series.Values.MaxBy(observations => observations.Values.Length);
    }

    /// <summary>The series by key, in ordinal order.</summary>
    public IReadOnlyDictionary<string, SeriesValues> Series => _series;

    /// <summary>The series with the most values; null if there is none.</summary>
    public SeriesValues? Longest { get; }

    /// <summary>
    /// Reads the series from the rows of a frame. Rows without a time or a value are ignored; several rows of one step
    /// and series count as their mean.
    /// </summary>
    public static SeriesHistory Of(DataFrame frame, string label, string? time, IReadOnlyList<string> keys, TimeGrid grid)
    {
        var (values, column) = (((NumberColumn)frame.Find(label)!).Values, time is null ? null : frame.Find(time));
        var names = Keys(frame, keys);
        var series = new SortedDictionary<string, SeriesValues>(StringComparer.Ordinal);
        foreach (
            var rows in Enumerable
                .Range(0, frame.RowCount)
                .Where(row => !double.IsNaN(values[row]))
                .GroupBy(row => names[row], StringComparer.Ordinal)
        )
        {
            var steps = rows.Select(row => (Step: grid.StepOf(column, row), Value: values[row]))
                .Where(entry => entry.Step != TimeGrid.None)
                .GroupBy(entry => entry.Step, entry => entry.Value)
                .OrderBy(step => step.Key)
                .ToArray();
            if (steps.Length > 0)
            {
                series.Add(
                    rows.Key,
                    new(
                        Array.ConvertAll(steps, step => step.Key),
                        Array.ConvertAll(steps, step => step.Count() == 1 ? step.First() : step.Sum(value => value / step.Count()))
                    )
                );
            }
        }

        return new(series);
    }

    /// <summary>The key of each row's series: its key cells, each with its length, so that no two series share a key.</summary>
    public static string[] Keys(DataFrame frame, IReadOnlyList<string> keys)
    {
        var columns = keys.Select(frame.Find).ToArray();
        var names = new string[frame.RowCount];
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var row = 0; row < names.Length; row++)
        {
            var name = string.Concat(
                columns.Select(column =>
                    (column is null ? null : CellWriter.Write(column, row)) is { } cell
                        ? string.Create(CultureInfo.InvariantCulture, $"{cell.Length}:{cell};")
                        : "-;"
                )
            );
            names[row] = known.TryAdd(name, name) ? name : known[name];
        }

        return names;
    }

    /// <summary>The last steps of every series.</summary>
    public SeriesHistory Tail(long steps) =>
        new(new(_series.ToDictionary(entry => entry.Key, entry => entry.Value.Tail(steps)), StringComparer.Ordinal));
}
