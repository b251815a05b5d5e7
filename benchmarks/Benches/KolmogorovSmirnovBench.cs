using System.Globalization;
using MLOpsFunctions.Benchmarks.Data;
using MLOpsFunctions.Benchmarks.Running;
using MLOpsFunctions.Data.Profiling;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Monitoring;

namespace MLOpsFunctions.Benchmarks.Benches;

/// <summary>The Kolmogorov-Smirnov test alone.</summary>
internal sealed class KolmogorovSmirnovBench : Bench
{
    private const int Features = 28;

    public override string Name => "ks";

    public override string Measures =>
        "the Kolmogorov-Smirnov test of 28 number columns, the second half of the rows against a profile of the first; "
        + "the peer has the rows of both halves";

    public override int Rows => 500_000;

    public override IReadOnlyList<Side> Sides { get; } =
    [
        new("ours", input => Check(input, Environment.ProcessorCount)),
        new("ours on one thread", input => Check(input, 1)) { Compared = false },
        new("scipy", Script: "ks_scipy.py") { Packages = ["python3-scipy"] },
    ];

    public override string Prepare(int rows) => new SyntheticTable(rows, Features).Floats();

    private static Measurement Check(SideInput input, int threads)
    {
        var table = new HalvedTable(input.Input, input.Rows, Features);
        var profile = Profiler.Describe(table.Reference, Environment.ProcessorCount);
        var subject = new DriftSubject("check", "bench", 1, "-", "-", DateTimeOffset.UnixEpoch);
        return Measurement.Of(
            () =>
            {
                var detector = new DriftDetector(profile, table.Schema, new() { Tests = [DriftTest.Ks] });
                detector.Add(table.Current, threads);
                return detector.Report(subject);
            },
            report => string.Create(CultureInfo.InvariantCulture, $"{report.Rows}x{report.Columns.Count}"),
            report => report.Columns.Sum(column => column.Value)
        );
    }
}
