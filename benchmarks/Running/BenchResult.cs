namespace MLOpsFunctions.Benchmarks.Running;

/// <summary>All that one call measured.</summary>
internal sealed record BenchResult(
    string Name,
    string Measures,
    int Rows,
    int Rounds,
    Machine Machine,
    LoadAverage Load,
    IReadOnlyList<SideResult> Sides,
    IReadOnlyDictionary<string, double> Ratios
)
{
    /// <summary>Whether the sides are ranked by their figures.</summary>
    public bool IsRanked { get; init; }
}

/// <summary>One side over all rounds.</summary>
/// <param name="Name">The side.</param>
/// <param name="Median">Median wall seconds.</param>
/// <param name="Min">Least wall seconds.</param>
/// <param name="Spread">(greatest - least) / median.</param>
/// <param name="CpuSeconds">Median processor seconds: what wall time would hide of threads and of waiting.</param>
/// <param name="Accuracy">Median accuracy, where there is one.</param>
/// <param name="Figures">Medians of the further figures.</param>
internal sealed record SideResult(
    string Name,
    double Median,
    double Min,
    double Spread,
    double CpuSeconds,
    double? Accuracy,
    IReadOnlyDictionary<string, double> Figures
)
{
    public static SideResult Of(string name, IReadOnlyList<Measurement> runs)
    {
        var median = MedianOf(runs.Select(run => run.Seconds));
        return new(
            name,
            median,
            runs.Min(run => run.Seconds),
            (runs.Max(run => run.Seconds) - runs.Min(run => run.Seconds)) / median,
            MedianOf(runs.Select(run => run.CpuSeconds)),
            runs[0].Accuracy is null ? null : MedianOf(runs.Select(run => run.Accuracy!.Value)),
            (runs[0].Figures ?? new Dictionary<string, double>()).Keys.ToDictionary(
                key => key,
                key => MedianOf(runs.Select(run => run.Figures![key]))
            )
        );
    }

    private static double MedianOf(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
