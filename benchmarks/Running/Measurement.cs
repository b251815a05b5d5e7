using System.Diagnostics;

namespace MLOpsFunctions.Benchmarks.Running;

/// <summary>What one side says of one round: one line of JSON on its standard output.</summary>
/// <param name="Seconds">Wall time of the measured part.</param>
/// <param name="CpuSeconds">Processor time of the measured part, over all threads.</param>
/// <param name="Shape">What was produced, e.g. "500000x28 sum=1234.5": sides with different shapes did different work,
/// and no time of theirs counts.</param>
/// <param name="Accuracy">How good the result is, where that has a number.</param>
/// <param name="Figures">Further numbers worth reporting, by name with their unit.</param>
internal sealed record Measurement(
    double Seconds,
    double CpuSeconds,
    string Shape,
    double? Accuracy = null,
    IReadOnlyDictionary<string, double>? Figures = null
)
{
    /// <summary>Measures an action; what it returns is passed on to tell the shape.</summary>
    public static Measurement Of<T>(Func<T> action, Func<T, string> shape, Func<T, double?>? accuracy = null)
    {
        using var process = Process.GetCurrentProcess();
        GC.Collect();
        var (cpu, started) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
        var result = action();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        process.Refresh();
        return new(seconds, (process.TotalProcessorTime - cpu).TotalSeconds, shape(result), accuracy?.Invoke(result));
    }
}
