using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data.Schema;

/// <summary>Finds pairs of columns of which the label is the sum or the difference, on every row.</summary>
internal static class LeakPairDetector
{
    private const int MaxColumns = 1000;
    private const int Probes = 64;

    /// <summary>
    /// Whole columns are compared only for pairs that hold on the probes; more such pairs than this are the work of
    /// someone who wants to waste our time.
    /// </summary>
    private const int MaxComparisons = 200;

    public static IEnumerable<LeakFinding> Find(IReadOnlyList<NumberColumn> columns, LeakScorer label)
    {
        if (columns.Count > MaxColumns)
        {
            return [];
        }

        var total = label.Values;
        var probes = Enumerable
            .Range(0, Math.Min(Probes, total.Length))
            .Select(i => (int)((long)i * total.Length / Math.Min(Probes, total.Length)))
            .ToArray();
        var findings = new Dictionary<string, LeakFinding>(StringComparer.Ordinal);
        var compared = 0;
        for (var i = 0; i < columns.Count; i++)
        {
            for (var j = i + 1; j < columns.Count; j++)
            {
                var (a, b) = (columns[i].Values, columns[j].Values);
                ReadOnlySpan<(double[] Sum, double[] X, double[] Y, bool IsSum)> ways =
                [
                    (total, a, b, true),
                    (a, total, b, false),
                    (b, total, a, false),
                ];
                foreach (var (sum, x, y, isSum) in ways)
                {
                    if (HoldsOn(probes, sum, x, y) && compared++ < MaxComparisons && HoldsThroughout(sum, x, y) && Varies(a) && Varies(b))
                    {
                        findings.TryAdd(columns[i].Name, Finding(columns[i].Name, columns[j].Name, label.Name, isSum));
                        findings.TryAdd(columns[j].Name, Finding(columns[j].Name, columns[i].Name, label.Name, isSum));
                    }
                }
            }
        }

        return findings.Values;
    }

    private static LeakFinding Finding(string column, string other, string label, bool isSum) =>
        new(column, LeakKind.Predictor, 1, ColumnNotes.LabelParts(column, other, label, isSum));

    private static bool HoldsOn(int[] rows, double[] sum, double[] x, double[] y)
    {
        foreach (var row in rows)
        {
            if (!AddUp(x[row], y[row], sum[row]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HoldsThroughout(double[] sum, double[] x, double[] y)
    {
        for (var row = 0; row < sum.Length; row++)
        {
            if (!AddUp(x[row], y[row], sum[row]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AddUp(double x, double y, double sum) => Math.Abs(x + y - sum) <= 1e-9 * Math.Max(Math.Abs(sum), Math.Abs(x));

    private static bool Varies(double[] values) => Array.Exists(values, value => value != values[0]);
}
