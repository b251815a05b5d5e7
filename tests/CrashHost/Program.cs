using System.Diagnostics;
using System.Globalization;
using MLOpsFunctions.CrashHost;

// CrashHost WORKSPACE N [FILE]: takes the file to the end of its run, or without one operates the versions that lie there,
// and kills itself, as SIGKILL does, at the n-th moment before or after something becomes durable. Prints how many such
// moments there were. N = 0: never.
var killAt = int.Parse(args[1], CultureInfo.InvariantCulture);
var moments = 0;
await (args.Length > 2 ? CrashScenario.LiveAsync(args[0], new(args[2]), Moment) : OperationScenario.LiveAsync(args[0], Moment, default));
Console.WriteLine(moments);

void Moment()
{
    if (Interlocked.Increment(ref moments) == killAt)
    {
        Process.GetCurrentProcess().Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
