using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Inference;

/// <summary>
/// Finds columns that give the label away: its copies, columns that alone predict it almost perfectly, and pairs of columns that add up to it.
/// Prediction is measured out of sample, on the odd rows by what the even rows show.
/// </summary>
internal static class LeakDetector
{
    /// <summary>Share of the label's variation, or of the errors of always guessing the commonest class, that one honest feature never explains.</summary>
    public const double Threshold = 0.99;

    private const int Bins = 256;
    private const int MaxPairColumns = 60;

    public static IReadOnlyList<LeakFinding> Find(DataFrame frame, ColumnRoles roles, ModelDefinition definition)
    {
        if (roles.Label is not { } name)
        {
            return [];
        }

        var label = Codes(frame.Find(name)!, definition.Task!.Value);
        var findings = new List<LeakFinding>();
        foreach (var column in frame.Columns)
        {
            var role = roles.ByColumn[column.Name];
            if (role == ColumnRole.Id)
            {
                findings.Add(new(column.Name, LeakKind.Identifier, 0, $"Column '{column.Name}' identifies rows and is not used as a feature."));
            }
            else if (role == ColumnRole.Feature && Power(column, label, definition.Task!.Value) is var power && power >= Threshold)
            {
                findings.Add(IsCopy(column, label)
                    ? new(column.Name, LeakKind.Copy, 1, $"Column '{column.Name}' is the label '{name}' again, value for value; it is not used unless its role is declared as feature.")
                    : new(column.Name, LeakKind.Predictor, power, $"Column '{column.Name}' alone predicts the label '{name}' almost perfectly ({power:0.0000} of 1); it is probably known only afterwards and is not used unless its role is declared as feature."));
            }
        }

        findings.AddRange(Sums(frame, roles, frame.Find(name)!));
        return findings;
    }

    private static double[] Codes(DataColumn label, ModelTask task) => label switch
    {
        TextColumn text => Array.ConvertAll(text.Codes, code => (double)code),
        NumberColumn number when task is ModelTask.Binary or ModelTask.Multiclass =>
            Array.ConvertAll(number.Values, new Dictionary<double, double>(number.Values.Distinct().Select((value, code) => KeyValuePair.Create(value, (double)code))).GetValueOrDefault),
        NumberColumn number => number.Values,
        _ => throw new InvalidOperationException("A label is a number or a text."),
    };

    private static double Power(DataColumn column, double[] label, ModelTask task)
    {
        var (bins, count) = Bin(column);
        return task is ModelTask.Binary or ModelTask.Multiclass
            ? ClassPower(bins, count, label)
            : Math.Max(NumberPower(bins, count, label), column is NumberColumn number ? SquaredCorrelation(number.Values, label) : 0);
    }

    /// <summary>Pearson's r, squared, over the rows that have a value; bins alone blur a column that rises with the label in a straight line.</summary>
    private static double SquaredCorrelation(double[] values, double[] label)
    {
        var (n, x, y, xx, yy, xy) = (0, 0.0, 0.0, 0.0, 0.0, 0.0);
        var (x0, y0) = (values.FirstOrDefault(value => !double.IsNaN(value)), label[0]);
        for (var row = 0; row < label.Length; row++)
        {
            if (!double.IsNaN(values[row]))
            {
                var (a, b) = (values[row] - x0, label[row] - y0);
                (n, x, y, xx, yy, xy) = (n + 1, x + a, y + b, xx + (a * a), yy + (b * b), xy + (a * b));
            }
        }

        var spread = ((n * xx) - (x * x)) * ((n * yy) - (y * y));
        return n * 2 > label.Length && spread > 0 ? Math.Pow((n * xy) - (x * y), 2) / spread : 0;
    }

    private static (int[] Bins, int Count) Bin(DataColumn column)
    {
        if (column is TextColumn text)
        {
            return (Array.ConvertAll(text.Codes, code => code + 1), text.Levels.Length + 1);
        }

        var values = column is NumberColumn number ? number.Values : Array.ConvertAll(((TimeColumn)column).Ticks, ticks => ticks == TimeColumn.Missing ? double.NaN : ticks);
        var sorted = values.Where(value => !double.IsNaN(value)).Order().ToArray();
        double[] edges = sorted.Length == 0 ? [] : [.. Enumerable.Range(1, Bins - 1).Select(i => sorted[(int)((long)i * sorted.Length / Bins)]).Distinct()];
        return (Array.ConvertAll(values, value => double.IsNaN(value) ? 0 : 1 + Upper(edges, value)), edges.Length + 2);
    }

    private static int Upper(double[] edges, double value)
    {
        var at = Array.BinarySearch(edges, value);
        return at < 0 ? ~at : at + 1;
    }

    private static double NumberPower(int[] bins, int count, double[] label)
    {
        var (sums, rows) = (new double[count], new int[count]);
        var (sum, n) = (0.0, 0);
        for (var row = 0; row < label.Length; row += 2)
        {
            sums[bins[row]] += label[row];
            rows[bins[row]]++;
            sum += label[row];
            n++;
        }

        var (mean, error, spread) = (sum / n, 0.0, 0.0);
        for (var row = 1; row < label.Length; row += 2)
        {
            var guess = rows[bins[row]] == 0 ? mean : sums[bins[row]] / rows[bins[row]];
            error += (label[row] - guess) * (label[row] - guess);
            spread += (label[row] - mean) * (label[row] - mean);
        }

        return spread == 0 ? 0 : 1 - (error / spread);
    }

    private static double ClassPower(int[] bins, int count, double[] label)
    {
        var tallies = new Dictionary<int, int>[count];
        var all = new Dictionary<int, int>();
        for (var row = 0; row < label.Length; row += 2)
        {
            var tally = tallies[bins[row]] ??= [];
            tally[(int)label[row]] = tally.GetValueOrDefault((int)label[row]) + 1;
            all[(int)label[row]] = all.GetValueOrDefault((int)label[row]) + 1;
        }

        var commonest = Commonest(all);
        var (right, plain, n) = (0, 0, 0);
        for (var row = 1; row < label.Length; row += 2)
        {
            right += (tallies[bins[row]] is { } tally ? Commonest(tally) : commonest) == (int)label[row] ? 1 : 0;
            plain += commonest == (int)label[row] ? 1 : 0;
            n++;
        }

        return plain == n ? 0 : (right - plain) / (double)(n - plain);
    }

    private static int Commonest(Dictionary<int, int> tally) => tally.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key).First().Key;

    private static bool IsCopy(DataColumn column, double[] label)
    {
        var (there, back) = (new Dictionary<string, double>(StringComparer.Ordinal), new Dictionary<double, string>());
        for (var row = 0; row < label.Length; row++)
        {
            var text = Cells.Write(column, row) ?? "";
            if ((there.TryGetValue(text, out var value) && value != label[row]) || (back.TryGetValue(label[row], out var other) && other != text))
            {
                return false;
            }

            (there[text], back[label[row]]) = (label[row], text);
        }

        return true;
    }

    /// <summary>Pairs of number columns that add up to the label on every row.</summary>
    private static IEnumerable<LeakFinding> Sums(DataFrame frame, ColumnRoles roles, DataColumn label)
    {
        var columns = frame.Columns.OfType<NumberColumn>().Where(column => roles.ByColumn[column.Name] == ColumnRole.Feature).ToList();
        if (label is not NumberColumn { Values: var total } || columns.Count > MaxPairColumns)
        {
            yield break;
        }

        for (var i = 0; i < columns.Count; i++)
        {
            for (var j = i + 1; j < columns.Count; j++)
            {
                var (a, b) = (columns[i], columns[j]);
                if (AddUp(a.Values, b.Values, total))
                {
                    yield return Finding(a.Name, b.Name);
                    yield return Finding(b.Name, a.Name);
                }
            }
        }

        LeakFinding Finding(string column, string other) => new(
            column, LeakKind.Predictor, 1,
            $"Columns '{column}' and '{other}' add up to the label '{label.Name}' on every row; '{column}' is not used unless its role is declared as feature.");
    }

    private static bool AddUp(double[] a, double[] b, double[] total)
    {
        var (movesA, movesB) = (false, false);
        for (var row = 0; row < total.Length; row++)
        {
            if (!(Math.Abs(a[row] + b[row] - total[row]) <= 1e-9 * Math.Abs(total[row])))
            {
                return false;
            }

            (movesA, movesB) = (movesA || a[row] != a[0], movesB || b[row] != b[0]);
        }

        return movesA && movesB;
    }
}
