using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary>
/// A run as <c>run --json</c> prints it; its seconds are those in which it worked, without those in which it waited for
/// a person.
/// </summary>
internal sealed record RunReport(
    string Run,
    string Model,
    RunStatus Status,
    int? Version,
    bool Deployed,
    GateVerdict? Verdict,
    IReadOnlyDictionary<string, double>? Metrics,
    RunDataset? Dataset,
    double Seconds,
    double? Waited,
    string? ModelDigest,
    string? Trainer,
    int? Trials,
    string? Message,
    Problem? Problem,
    string? Error,
    IReadOnlyList<Note> Notes,
    Reproduction? Reproduction,
    string? DuplicateOf
)
{
    private const int ShownReasons = 10;

    /// <summary>What the file was taken for.</summary>
    public InferredSchema? Inferred { get; init; }

    /// <summary>Rows set aside, by reason.</summary>
    public IReadOnlyDictionary<string, long>? Quarantined { get; init; }

    /// <summary>The same by column too, with an example each, most rows first.</summary>
    public IReadOnlyList<QuarantineReason>? QuarantineReasons { get; init; }

    /// <summary>What the gates judged by, where it is not the test rows alone.</summary>
    public JudgedRows? Judged { get; init; }

    /// <summary>The path of the receipt.</summary>
    public string? Receipt { get; init; }

    /// <summary>The command that confirms a label that was guessed; null where there is nothing to confirm.</summary>
    public string? Confirm { get; init; }

    public static RunReport From(RunRecord run, CommandSession session) =>
        From(run, session.Time.GetUtcNow()) with
        {
            Receipt = run.Receipt is { } receipt ? Path.Combine(session.Workspace.Path, receipt) : null,
            Confirm = ConfirmCommand(run, session.NamedWorkspace),
        };

    /// <summary>The command that confirms a run's label; null where there is nothing to confirm.</summary>
    public static string? ConfirmCommand(RunRecord run, string? workspace) =>
        run.LabelToConfirm is { } label ? ShellCommand.Mlops(ConfirmWords(run.Model, label), workspace) : null;

    /// <summary>The words of the command that confirms a label.</summary>
    public static string[] ConfirmWords(string model, string label) =>
        ["retrain", model, .. "-@".Contains(label[0]) ? [$"--label={label}"] : (string[])["--label", label]];

    public static RunReport From(RunRecord run, DateTimeOffset now) =>
        new(
            run.Run,
            run.Model,
            run.Status,
            run.Version,
            run.Deployed,
            run.Verdict,
            run.Metrics,
            run.Dataset,
            Math.Round(((run.Ended ?? now) - run.Started).TotalSeconds - (run.Idle ?? 0), 3),
            run.Idle,
            run.ModelDigest,
            run.Trainer,
            run.Trials,
            run.Message,
            run.Problem,
            run.Error,
            run.Notes,
            run.Reproduction,
            run.DuplicateOf
        )
        {
            Inferred = run.Inferred,
            Quarantined = run.Quarantined,
            QuarantineReasons = run.QuarantineReasons,
            Judged = run.Judged,
        };

    /// <summary>Shows how a run ended; returns its exit status.</summary>
    public static int Show(RunRecord run, CommandSession session)
    {
        var report = From(run, session);
        session.Terminal.Show(report, console => report.Write(console, session.Terminal));
        if (run.Problem is { } problem && !session.Terminal.Json)
        {
            session.Terminal.Refuse(problem);
        }

        return ExitCode.Of(run);
    }

    /// <summary>Shows the run as one part of a longer output.</summary>
    public void WriteTo(Terminal terminal) => terminal.Draw(console => Write(console, terminal));

    private static string Listed(IReadOnlyDictionary<string, double> metrics) =>
        string.Join("  ", metrics.Select(metric => $"{metric.Key} {NumberFormat.Tabulate(metric.Value)}"));

    private static string Duration(double seconds) =>
        TimeSpan.FromSeconds(seconds) switch
        {
            { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
            { TotalHours: < 2 } wait => string.Create(CultureInfo.InvariantCulture, $"{wait.TotalMinutes:0} minutes"),
            var wait => string.Create(CultureInfo.InvariantCulture, $"{wait.TotalHours:0.#} hours"),
        };

    private void Write(IAnsiConsole console, Terminal terminal)
    {
        foreach (var note in Notes.Where(note => !note.IsDetail))
        {
            console.MarkupLine($"[yellow]note[/]      {Markup.Escape(PlainText.Escape(terminal.Hint(note.Sentence())))}");
        }

        WriteData(console);
        WriteJudgement(console);
        WriteEnd(console, terminal);
    }

    private void WriteData(IAnsiConsole console)
    {
        if (Dataset is { } data)
        {
            console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"data      {data.RowsKept:N0} of {data.RowsRead:N0} rows kept, {data.RowsRepaired:N0} of them "
                        + $"repaired, {data.RowsQuarantined:N0} in quarantine, digest {data.Digest[..12]}"
                )
            );
        }

        foreach (var reason in QuarantineReasons?.Take(ShownReasons) ?? [])
        {
            console.WriteLine($"aside     {PlainText.Escape(reason.ToString())}");
        }

        if (QuarantineReasons?.Count > ShownReasons)
        {
            console.WriteLine($"aside     {QuarantineReasons.Count - ShownReasons} more reasons: the receipt lists them");
        }

        if (Receipt is { } receipt)
        {
            console.WriteLine($"receipt   {receipt}");
        }
    }

    private void WriteJudgement(IAnsiConsole console)
    {
        if (Metrics is { } metrics)
        {
            var on = Judged is null ? "" : $"{NumberFormat.Count(Judged.TestRows)} test rows: ";
            console.WriteLine($"metrics   {on}{Listed(metrics)}");
        }

        if (Judged is { } judged)
        {
            console.WriteLine($"judged by {NumberFormat.Count(judged.Rows)} rows: {Listed(judged.Metrics)}");
        }

        foreach (var gate in Verdict?.Gates ?? [])
        {
            console.MarkupLine(
                $"{(gate.Passed ? "[green]passed[/]  " : "[red]failed[/]  ")}  {Markup.Escape(PlainText.Escape(gate.Sentence))}"
            );
        }

        if (Reproduction is { } original && ModelDigest is { } rebuilt)
        {
            console.WriteLine($"original  {original.Digest}");
            console.WriteLine($"rebuilt   {rebuilt}");
        }
    }

    private void WriteEnd(IAnsiConsole console, Terminal terminal)
    {
        var (colour, word) = Status switch
        {
            RunStatus.Deployed => ("green", $"Version {Version} of {Model} serves."),
            RunStatus.RollingOut => ("green", $"{Message} mlops serve takes it on; mlops models tells how far it is."),
            RunStatus.HeldBack => ("yellow", $"Version {Version} of {Model} does not serve. {Message}"),
            RunStatus.AwaitingApproval => (
                "yellow",
                $"Version {Version} of {Model} waits: mlops approve {Run}, or mlops reject {Run} --reason WHY."
            ),
            RunStatus.Reproduced or RunStatus.Scored => ("green", Message!),
            RunStatus.Differs => ("yellow", Message!),
            RunStatus.Cancelled => ("yellow", Message!),
            RunStatus.Running => ("yellow", Message ?? "It is under way."),
            RunStatus.Failed => ("red", Error ?? "The run failed."),
            _ => ("red", "The input was refused."),
        };
        console.MarkupLine(
            $"[{colour}]{Markup.Escape(PlainText.Escape(terminal.Hint(word)))}[/] [grey]("
                + $"{(Trainer is null ? "" : $"{Trainer}, {Trials} {(Trials == 1 ? "trial" : "trials")}, ")}"
                + $"{Seconds.ToString("0.0", CultureInfo.InvariantCulture)} s"
                + $"{(Waited is { } waited ? $" and {Duration(waited)} of waiting" : "")}, run {Run})[/]"
        );
        if (Confirm is { } confirm)
        {
            console.WriteLine($"confirm   {confirm}");
        }
    }
}
