using System.Diagnostics;

namespace MLOpsFunctions.Benchmarks.Running;

/// <summary>What the scripts need: Debian's Python and its packages.</summary>
internal static class Peers
{
    public const string Python = "/usr/bin/python3";

    /// <summary>
    /// Whether a side can run. Missing packages are installed where this user may; otherwise it is said which are
    /// missing, and the side is left out.
    /// </summary>
    public static bool IsReady(Side side)
    {
        var missing = side.Packages.Where(package => !IsInstalled(package)).ToArray();
        if (missing.Length > 0 && Environment.UserName == "root")
        {
            Run("apt-get", ["install", "-y", "--no-install-recommends", .. missing]);
            missing = [.. missing.Where(package => !IsInstalled(package))];
        }

        if (missing.Length > 0)
        {
            Console.Error.WriteLine(
                $"{side.Name} is left out: missing {string.Join(", ", missing)}; try: apt-get install {string.Join(' ', missing)}"
            );
        }

        return missing.Length == 0;
    }

    /// <summary>A package <c>python3-x</c> brings module <c>x</c>.</summary>
    private static bool IsInstalled(string package) => Run(Python, ["-c", $"import {package["python3-".Length..]}"]);

    private static bool Run(string program, string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // No such program here: then the package is missing.
        }
    }
}
