using System.Globalization;
using MLOpsFunctions.Benchmarks.Running;
using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Profiling;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Monitoring;

namespace MLOpsFunctions.Benchmarks.Benches;

/// <summary>
/// How often a drift check is wrong: checks of 28 columns of unchanged data, with 200 to a million rows, and of data in
/// which one column moved by half a standard deviation. The rows of the bench are the number of checks.
/// </summary>
internal sealed class DriftErrorsBench : Bench
{
    private const int Columns = 28;
    private const int ReferenceRows = 20_000;

    /// <summary>Sizes of windows, and of how many checks one is of that size: large ones take their time.</summary>
    private static readonly (int Rows, int OneIn)[] Sizes = [(1_000_000, 250), (100_000, 25), (10_000, 5), (1_000, 2), (200, 1)];

    public override string Name => "drift-errors";

    public override string Measures => "alarms of drift checks of unchanged data, and moved columns that are found";

    public override int Rows => 1_000;

    public override int Rounds => 1;

    public override IReadOnlyList<Side> Sides { get; } = [new("ours", Run)];

    private static Measurement Run(SideInput input) => Measurement.Of(() => Count(input.Rows), counts => counts.ToString());

    private static Counts Count(int checks)
    {
        var references = Enumerable.Range(0, 20).Select(seed => Profiler.Describe(Frame(ReferenceRows, -1 - seed, moved: -1))).ToArray();
        var counts = new Counts(checks, 0, 0, 0);
        var gate = new Lock();
        Parallel.For(
            0,
            checks,
            check =>
            {
                var rows = Sizes.First(size => check % size.OneIn == 0).Rows;
                var isMoved = check % 2 == 1;
                var moved = isMoved ? check / 2 % Columns : -1;
                var report = Check(references[check % references.Length], Frame(rows, check, moved));
                var alarms = report.Columns.Count(column => column.Drifted && column.Column != $"x{moved}");
                lock (gate)
                {
                    counts = counts with
                    {
                        Alarms = counts.Alarms + (alarms > 0 ? 1 : 0),
                        Moved = counts.Moved + (isMoved ? 1 : 0),
                        Found = counts.Found + (report.Columns.Any(column => column.Drifted && column.Column == $"x{moved}") ? 1 : 0),
                    };
                }
            }
        );
        return counts;
    }

    private static DriftReport Check(DataProfile reference, DataFrame frame)
    {
        ColumnSchema[] schema = [.. frame.Columns.Select(column => new ColumnSchema(column.Name, column.Type, ColumnRole.Feature))];
        var detector = new DriftDetector(reference, schema, new());
        detector.Add(frame);
        return detector.Report(new("check", "bench", 1, "-", "-", DateTimeOffset.UnixEpoch));
    }

    private static DataFrame Frame(int rows, int seed, int moved)
    {
        var random = new Random(seed);
        return new([.. Enumerable.Range(0, Columns).Select(i => Column(i, rows, random, i == moved ? 0.5 : 0))], rows);
    }

    /// <summary>Of four columns one is bell-shaped, one is a small count with gaps, one has a long tail, and one is a category.</summary>
    private static DataColumn Column(int column, int rows, Random random, double shift) =>
        (column % 4) switch
        {
            0 => Number(column, rows, () => Normal(random) + shift),
            1 => Number(
                column,
                rows,
                () => random.Next(50) == 0 ? double.NaN : Math.Floor(-2 * (1 + shift) * Math.Log(1 - random.NextDouble()))
            ),
            2 => Number(column, rows, () => Math.Exp(Normal(random) + shift)),
            _ => new TextColumn(
                $"x{column}",
                [.. Enumerable.Range(0, rows).Select(_ => (int)(80 * Math.Pow(random.NextDouble(), 3 - (2 * shift))))],
                [.. Enumerable.Range(0, 80).Select(level => $"level {level}")]
            ),
        };

    private static NumberColumn Number(int column, int rows, Func<double> draw) =>
        new($"x{column}", [.. Enumerable.Range(0, rows).Select(_ => draw())]);

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private readonly record struct Counts(int Checks, int Alarms, int Moved, int Found)
    {
        public override string ToString() =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Checks} checks: {Alarms} with a false alarm; {Found} of {Moved} moved columns found"
            );
    }
}
