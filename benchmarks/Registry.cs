using MLOpsFunctions.Benchmarks.Benches;
using MLOpsFunctions.Benchmarks.Running;

namespace MLOpsFunctions.Benchmarks;

/// <summary>Every benchmark, one line each.</summary>
internal static class Registry
{
    public static IReadOnlyList<Bench> Benches { get; } =
    [
        new EngineBench(),
        new PipelineBench(),
        new HttpBench(),
        new DriftBench(),
        new KolmogorovSmirnovBench(),
        new DriftErrorsBench(),
        new CsvBench(),
        new ProfileBench(),
        new TrainBench(),
        new PredictBench(),
        new ScoreBench(),
        new ShapBench(),
        new TreesBench(),
        new AccuracyBench(),
        new TextBench(),
        new ForecastBench(),
    ];

    /// <exception cref="ProblemException">There is none of this name.</exception>
    public static Bench Find(string name) =>
        Benches.FirstOrDefault(bench => bench.Name == name)
        ?? throw new ProblemException(
            new("There is no such benchmark", name, string.Join(", ", Benches.Select(bench => bench.Name)), "the first argument")
        );
}
