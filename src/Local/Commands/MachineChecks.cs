using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using MLOpsFunctions.MlNet;

namespace MLOpsFunctions.Local.Commands;

/// <summary>What <c>doctor</c> looks at on the machine.</summary>
internal static class MachineChecks
{
    private const long Gigabyte = 1L << 30;

    /// <summary>No version of the product is older than this day; a clock before it was never set.</summary>
    private static readonly DateTimeOffset EarliestNow = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The runtime, memory, the native libraries of ML.NET, the clock.</summary>
    public static IEnumerable<CheckResult> Run(TimeProvider time)
    {
        yield return CheckResult.Good(
            "runtime",
            $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} processors"
        );
        yield return CheckMemory(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        foreach (var absent in MlNetTrainers.BesideBuiltIn.Absent)
        {
            yield return new(
                "ML.NET",
                FindingLevel.Notice,
                $"{absent.Trainer.Name} cannot be used: {absent.Why}",
                "install the library (Debian: apt-get install libgomp1), or leave the candidate out; the others work"
            );
        }

        if (MlNetTrainers.BesideBuiltIn.Absent.Count == 0)
        {
            yield return CheckResult.Good("ML.NET", "its native libraries load");
        }

        var now = time.GetUtcNow();
        yield return now < EarliestNow
            ? new("clock", FindingLevel.Wrong, $"it says {now:u}, before this program was made", "set the machine's clock")
            : CheckResult.Good("clock", $"{now:u}");
    }

    /// <summary>Whether the addresses are free, or served by this program.</summary>
    public static IEnumerable<CheckResult> CheckPort(string urls)
    {
        foreach (var url in urls.Split(';').Select(url => url.Trim()))
        {
            yield return IsFree(BindingAddress.Parse(url).Port)
                ? CheckResult.Good("port", $"{url} is free")
                : new(
                    "port",
                    FindingLevel.Notice,
                    $"somebody listens on {url}",
                    "mlops open says whether it is mlops serve; else choose another with --urls"
                );
        }
    }

    private static CheckResult CheckMemory(long bytes)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / Gigabyte:0.0} GB of memory");
        return bytes < Gigabyte
            ? new("memory", FindingLevel.Notice, text, "files of more than some hundred thousand rows need more")
            : CheckResult.Good("memory", text);
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
