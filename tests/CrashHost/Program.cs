using System.Diagnostics;
using System.Globalization;
using MLOpsFunctions.CrashHost;

// CrashHost WORKSPACE FILE N: takes the file to the end of its run, and kills itself, as SIGKILL does, at the n-th
// moment before or after something becomes durable. Prints how many such moments there were. N = 0: never.
var (path, file, killAt) = (args[0], new FileInfo(args[1]), int.Parse(args[2], CultureInfo.InvariantCulture));
var moments = 0;
await CrashScenario.LiveAsync(
    path,
    file,
    () =>
    {
        if (Interlocked.Increment(ref moments) == killAt)
        {
            Process.GetCurrentProcess().Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }
);
Console.WriteLine(moments);
