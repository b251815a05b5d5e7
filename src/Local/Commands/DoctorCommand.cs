using System.CommandLine;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>doctor</c>: looks at the machine, the workspace and the settings, and says what to do about what is wrong.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Where serve is to listen",
            HelpName = "URL",
            DefaultValueFactory = _ => ServeCommand.DefaultUrl,
        };
        return new Command(
            "doctor",
            "Check the machine, the workspace and the settings, and say what to do.\nExit status: 0 all is well, 1 something is wrong."
        )
        {
            urls,
        }.OnRun(
            async (parsed, session, cancellation) =>
            {
                var folder = parsed.GetValue(Verb.Workspace)!;
                List<CheckResult> findings =
                [
                    .. MachineChecks.Run(session.Time),
                    .. MachineChecks.CheckPort(ServeCommand.CheckUrls(parsed.GetValue(urls)!)),
                    .. await WorkspaceChecks.RunAsync(folder, session, cancellation),
                ];
                session.Terminal.Show(
                    new { healthy = findings.TrueForAll(finding => finding.Level != FindingLevel.Wrong), findings },
                    _ => findings.ForEach(finding => Tell(finding, session.Terminal))
                );
                return findings.Exists(finding => finding.Level == FindingLevel.Wrong) ? ExitCode.Fault : ExitCode.Ok;
            },
            makesWorkspace: true
        );
    }

    private static void Tell(CheckResult finding, Terminal terminal)
    {
        var (colour, word) = finding.Level switch
        {
            FindingLevel.Good => ("green", "ok"),
            FindingLevel.Notice => ("yellow", "notice"),
            _ => ("red", "wrong"),
        };
        terminal.SayMarkup($"[{colour}]{word, -6}[/] {Markup.Escape(finding.Check), -12} {Markup.Escape(PlainText.Escape(finding.Found))}");
        if (finding.Try is { } advice)
        {
            terminal.Say($"{"", -6} {"", -12} try: {advice}");
        }
    }
}

/// <summary>How a check ended.</summary>
internal enum FindingLevel
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>It works, with less than it could.</summary>
    Notice,

    /// <summary>Something will not work.</summary>
    Wrong,
}

/// <summary>What a check found.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Level">How it ended.</param>
/// <param name="Found">What was found.</param>
/// <param name="Try">What to do; null where there is nothing to do.</param>
internal sealed record CheckResult(string Check, FindingLevel Level, string Found, string? Try = null)
{
    /// <summary>All is well.</summary>
    public static CheckResult Good(string check, string found) => new(check, FindingLevel.Good, found);

    /// <summary>A finding of a problem.</summary>
    public static CheckResult Of(string check, Problem problem) =>
        new(check, FindingLevel.Wrong, (problem with { Try = null }).ToString(), problem.Try);
}
