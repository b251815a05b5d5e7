using System.Globalization;

namespace MLOpsFunctions.Benchmarks.Running;

/// <summary>What the numbers come from.</summary>
/// <param name="Cpu">The processor's model.</param>
/// <param name="Cores">Logical processors that this process may use.</param>
/// <param name="MemoryGb">Memory in GiB.</param>
/// <param name="Runtime">The .NET runtime.</param>
internal sealed record Machine(string Cpu, int Cores, double MemoryGb, string Runtime)
{
    public static Machine Describe() =>
        new(
            ReadProc("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
                ?? "unknown",
            Environment.ProcessorCount,
            Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30), 1),
            System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription
        );

    /// <summary>Load averages as the measuring begins: how much else the machine does.</summary>
    public static LoadAverage Load()
    {
        var words = ReadProc("/proc/loadavg").FirstOrDefault()?.Split(' ') ?? [];
        return words.Length >= 3 ? new(Number(words[0]), Number(words[1]), Number(words[2])) : new(double.NaN, double.NaN, double.NaN);
    }

    private static string[] ReadProc(string file) => File.Exists(file) ? File.ReadAllLines(file) : [];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>Processes that ran or waited to run, on average over the last minutes; NaN where the system does not tell.</summary>
internal sealed record LoadAverage(double OneMinute, double FiveMinutes, double FifteenMinutes);
