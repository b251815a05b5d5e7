using System.Globalization;
using System.Runtime.InteropServices;
using MLOpsFunctions.Benchmarks.Data;
using MLOpsFunctions.Benchmarks.Running;
using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Profiling;

namespace MLOpsFunctions.Benchmarks.Benches;

/// <summary>The profile of rows in memory.</summary>
internal sealed class ProfileBench : Bench
{
    private const int Features = 28;

    public override string Name => "profile";

    public override string Measures =>
        "28 number columns in memory: least, greatest, mean, deviation and deciles; ours counts missing "
        + "and distinct values and the share of each bin besides";

    public override int Rows => 500_000;

    public override IReadOnlyList<Side> Sides { get; } =
    [
        new("ours", input => Describe(input, Environment.ProcessorCount)),
        new("ours on one thread", input => Describe(input, 1)) { Compared = false },
        new("pandas", Script: "profile_pandas.py") { Packages = ["python3-pandas"] },
    ];

    public override string Prepare(int rows) => new SyntheticTable(rows, Features).Floats();

    private static Measurement Describe(SideInput input, int threads)
    {
        var cells = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(input.Input));
        var columns = new double[Features][];
        for (var column = 0; column < Features; column++)
        {
            columns[column] = new double[input.Rows];
            for (var row = 0; row < input.Rows; row++)
            {
                columns[column][row] = cells[(row * (Features + 1)) + column];
            }
        }

        var frame = new DataFrame([.. columns.Select((values, i) => new NumberColumn($"f{i + 1}", values))], input.Rows);
        return Measurement.Of(() => Profiler.Describe(frame, threads), Shape);
    }

    private static string Shape(DataProfile profile)
    {
        var numbers = profile.Columns.Select(column => column.Numbers!).ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{profile.Rows}x{numbers.Count} range={numbers.Sum(n => n.Max - n.Min):0.0000} mean="
                + $"{numbers.Sum(n => Math.Abs(n.Mean)):0.0000} deviation={numbers.Sum(n => n.Deviation):0.0000} "
                + $"deciles={numbers.Sum(n => n.Edges.Sum(Math.Abs)):0.0000}"
        );
    }
}
