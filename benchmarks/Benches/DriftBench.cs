using System.Globalization;
using System.Runtime.InteropServices;
using MLOpsFunctions.Benchmarks.Data;
using MLOpsFunctions.Benchmarks.Running;
using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Profiling;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Monitoring;

namespace MLOpsFunctions.Benchmarks.Benches;

/// <summary>A drift check of rows in memory against a profile made before.</summary>
internal sealed class DriftBench : Bench
{
    private const int Features = 28;

    public override string Name => "drift";

    public override string Measures =>
        "population stability index of 28 number columns in memory, the second half of the rows against deciles of the first";

    public override int Rows => 500_000;

    public override IReadOnlyList<Side> Sides { get; } =
    [new("ours", Check), new("pandas", Script: "drift_pandas.py") { Packages = ["python3-pandas"] }];

    public override string Prepare(int rows) => new SyntheticTable(rows, Features).Floats();

    private static Measurement Check(SideInput input)
    {
        var half = input.Rows / 2;
        var cells = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(input.Input));
        var (reference, current) = (Frame(cells[..(half * (Features + 1))]), Frame(cells[(half * (Features + 1))..]));
        var profile = Profiler.Describe(reference);
        ColumnSchema[] schema =
        [
            .. reference.Columns.Select(column => new ColumnSchema(column.Name, ColumnType.Number, ColumnRole.Feature)),
        ];
        var subject = new DriftSubject("check", "bench", 1, "-", "-", DateTimeOffset.UnixEpoch);
        return Measurement.Of(
            () =>
            {
                var detector = new DriftDetector(profile, schema, new());
                detector.Add(current);
                return detector.Report(subject);
            },
            report =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{report.Rows}x{report.Columns.Count} greatest={report.Columns[0].Value:0.000000} sum="
                        + $"{report.Columns.Sum(column => column.Value):0.000000}"
                )
        );
    }

    private static DataFrame Frame(ReadOnlySpan<float> cells)
    {
        var rows = cells.Length / (Features + 1);
        var columns = new DataColumn[Features];
        for (var column = 0; column < Features; column++)
        {
            var values = new double[rows];
            for (var row = 0; row < rows; row++)
            {
                values[row] = cells[(row * (Features + 1)) + column];
            }

            columns[column] = new NumberColumn($"f{column + 1}", values);
        }

        return new(columns, rows);
    }
}
