using System.Globalization;
using MLOpsFunctions.Benchmarks.Data;
using MLOpsFunctions.Benchmarks.Running;
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
        "all default drift tests of 28 number columns in memory, the second half of the rows against a profile of the first; the peer "
        + "computes the population stability index alone";

    public override int Rows => 2_000_000;

    public override IReadOnlyList<Side> Sides { get; } =
    [
        new("ours", input => Check(input, isTogether: false)),
        new("ours with the multivariate test", input => Check(input, isTogether: true)) { Compared = false },
        new("pandas", Script: "drift_pandas.py") { Packages = ["python3-pandas"] },
    ];

    public override string Prepare(int rows) => new SyntheticTable(rows, Features).Floats();

    private static Measurement Check(SideInput input, bool isTogether)
    {
        var table = new HalvedTable(input.Input, input.Rows, Features);
        var profile = Profiler.Describe(table.Reference, Environment.ProcessorCount);
        var subject = new DriftSubject("check", "bench", 1, "-", "-", DateTimeOffset.UnixEpoch);
        return Measurement.Of(
            () =>
            {
                var detector = new DriftDetector(profile, table.Schema, new DriftDefinition());
                detector.Add(table.Current, Environment.ProcessorCount);
                return detector.Report(subject, isTogether ? Together() : null);
            },
            report => string.Create(CultureInfo.InvariantCulture, $"{report.Rows}x{report.Columns.Count}"),
            report => report.Columns.Sum(Psi)
        );

        static double Psi(ColumnDrift column) => column.Tests![0].Value;

        MultivariateFinding? Together()
        {
            var test = new MultivariateTest(profile, table.Schema);
            test.AddReference(table.Reference);
            test.AddCurrent(table.Current);
            return test.Find(seed: 7, Environment.ProcessorCount);
        }
    }
}
