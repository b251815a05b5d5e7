using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Schema;

/// <summary>
/// A label, and how well single columns predict it: by the mean (or the commonest class) of the rows alike in a column,
/// measured out of sample, on every other row by what the rows between them show.
/// </summary>
internal sealed class LeakScorer
{
    /// <summary>Rows looked at, evenly spread: their error is far below what separates a leak from a feature.</summary>
    private const int MaxRows = 20_000;

    private const int Bins = 256;
    private readonly double[] _all;
    private readonly int[] _rows;
    private readonly double[] _values;

    private LeakScorer(string name, double[] values, bool isClass)
    {
        (Name, _all, IsClass) = (name, values, isClass);
        var count = Math.Min(values.Length, MaxRows);
        _rows = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * values.Length / count))];
        _values = Array.ConvertAll(_rows, row => values[row]);
    }

    public string Name { get; }

    /// <summary>Whether the values are codes of classes.</summary>
    public bool IsClass { get; }

    /// <summary>A value a row; never missing.</summary>
    public double[] Values => _all;

    public static LeakScorer Of(DataColumn label, ModelTask task)
    {
        var isClass = task is ModelTask.Binary or ModelTask.Multiclass;
        var keys = Keys(label);
        if (!isClass)
        {
            return new(label.Name, keys, false);
        }

        var codes = new Dictionary<double, double>();
        return new(label.Name, Array.ConvertAll(keys, key => codes.TryGetValue(key, out var code) ? code : codes[key] = codes.Count), true);
    }

    /// <summary>Share, 0 to 1, of the label's variation (R²) or of the commonest class's errors that the column alone explains.</summary>
    public double Power(DataColumn column)
    {
        var keys = Keys(column);
        var seen = Array.ConvertAll(_rows, row => keys[row]);
        var (bins, count) = column is TextColumn text
            ? (Array.ConvertAll(seen, key => double.IsNaN(key) ? 0 : 1 + (int)key), text.Levels.Length + 1)
            : Bin(seen);
        return IsClass
            ? ClassPower(bins, count)
            : Math.Max(NumberPower(bins, count), column is NumberColumn ? SquaredCorrelation(seen) : 0);
    }

    /// <summary>
    /// Whether the column is the label in other words: as classes one to one, as a number on a straight line without
    /// exception.
    /// </summary>
    public bool IsCopy(DataColumn column)
    {
        var keys = Keys(column);
        return IsClass ? IsOneToOne(keys) : column is NumberColumn && IsLine(keys);
    }

    /// <summary>A number a cell by which cells can be compared; NaN where missing.</summary>
    private static double[] Keys(DataColumn column) =>
        column switch
        {
            NumberColumn number => number.Values,
            TextColumn text => Array.ConvertAll(text.Codes, code => code < 0 ? double.NaN : code),
            TimeColumn time => Array.ConvertAll(time.Ticks, ticks => ticks == TimeColumn.Missing ? double.NaN : ticks),
            _ => throw new InvalidOperationException($"Column '{column.Name}' is of no known type."),
        };

    /// <summary>Quantile bins; the first is the missing cells.</summary>
    private static (int[] Bins, int Count) Bin(double[] values)
    {
        var sorted = Array.FindAll(values, value => !double.IsNaN(value));
        Array.Sort(sorted);
        double[] edges =
            sorted.Length == 0
                ? []
                : [.. Enumerable.Range(1, Bins - 1).Select(i => sorted[(int)((long)i * sorted.Length / Bins)]).Distinct()];
        return (Array.ConvertAll(values, value => double.IsNaN(value) ? 0 : 1 + Reached(edges, value)), edges.Length + 2);
    }

    private static int Reached(double[] edges, double value) => Array.BinarySearch(edges, value) is var at && at < 0 ? ~at : at + 1;

    private double NumberPower(int[] bins, int count)
    {
        var (sums, rows) = (new double[count], new int[count]);
        var (sum, n) = (0.0, 0);
        for (var i = 0; i < bins.Length; i += 2)
        {
            sums[bins[i]] += _values[i];
            rows[bins[i]]++;
            sum += _values[i];
            n++;
        }

        var (mean, error, spread) = (sum / n, 0.0, 0.0);
        for (var i = 1; i < bins.Length; i += 2)
        {
            var guess = rows[bins[i]] == 0 ? mean : sums[bins[i]] / rows[bins[i]];
            error += (_values[i] - guess) * (_values[i] - guess);
            spread += (_values[i] - mean) * (_values[i] - mean);
        }

        // Squares of labels above 1e154 are infinite and tell nothing of the column.
        return spread > 0 && double.IsFinite(spread) && double.IsFinite(error) ? Math.Max(0, 1 - (error / spread)) : 0;
    }

    private double ClassPower(int[] bins, int count)
    {
        var tallies = new Dictionary<(int Bin, int Class), int>();
        var (best, all) = (new (int Class, int Rows)[count], new Dictionary<int, int>());
        for (var i = 0; i < bins.Length; i += 2)
        {
            var (bin, label) = (bins[i], (int)_values[i]);
            all[label] = all.GetValueOrDefault(label) + 1;
            var rows = tallies[(bin, label)] = tallies.GetValueOrDefault((bin, label)) + 1;
            best[bin] = rows > best[bin].Rows ? (label, rows) : best[bin];
        }

        var commonest = all.MaxBy(entry => (entry.Value, -entry.Key)).Key;
        var (right, plain, n) = (0, 0, 0);
        for (var i = 1; i < bins.Length; i += 2)
        {
            var guess = best[bins[i]].Rows == 0 ? commonest : best[bins[i]].Class;
            right += guess == (int)_values[i] ? 1 : 0;
            plain += commonest == (int)_values[i] ? 1 : 0;
            n++;
        }

        return plain == n ? 0 : Math.Max(0, (right - plain) / (double)(n - plain));
    }

    /// <summary>
    /// Pearson's r, squared, over the rows that have a value; bins alone blur a column that rises with the label in a
    /// straight line.
    /// </summary>
    private double SquaredCorrelation(double[] values)
    {
        var (n, x, y, xx, yy, xy) = (0, 0.0, 0.0, 0.0, 0.0, 0.0);
        var (x0, y0) = (Array.Find(values, value => !double.IsNaN(value)), _values[0]);
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]))
            {
                var (a, b) = (values[i] - x0, _values[i] - y0);
                (n, x, y, xx, yy, xy) = (n + 1, x + a, y + b, xx + (a * a), yy + (b * b), xy + (a * b));
            }
        }

        var (top, spread) = ((n * xy) - (x * y), ((n * xx) - (x * x)) * ((n * yy) - (y * y)));
        return n * 2 > values.Length && spread > 0 && double.IsFinite(spread) ? Math.Min(1, top * top / spread) : 0;
    }

    private bool IsOneToOne(double[] keys)
    {
        var (there, back) = (new Dictionary<double, double>(), new Dictionary<double, double>());
        for (var row = 0; row < keys.Length; row++)
        {
            // A column may leave cells empty for one class.
            there.TryAdd(keys[row], _all[row]);
            back.TryAdd(_all[row], keys[row]);
            if (there[keys[row]] != _all[row] || !back[_all[row]].Equals(keys[row]))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsLine(double[] x)
    {
        var (low, high) = (Array.IndexOf(_all, _all.Min()), Array.IndexOf(_all, _all.Max()));
        var slope = (_all[high] - _all[low]) / (x[high] - x[low]);
        var tolerance = 1e-9 * Math.Max(Math.Abs(_all[low]), Math.Abs(_all[high]));
        for (var row = 0; row < x.Length; row++)
        {
            if (!(Math.Abs(_all[low] + (slope * (x[row] - x[low])) - _all[row]) <= tolerance))
            {
                return false;
            }
        }

        return true;
    }
}
