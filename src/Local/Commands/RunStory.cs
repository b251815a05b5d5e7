using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Commands;

/// <summary>A run in plain words, in the order in which it happened.</summary>
/// <param name="run">The run, with its trials, the best first.</param>
/// <param name="serves">The version of its model that serves now; null: none does.</param>
/// <param name="now">The time at which the story is told.</param>
internal sealed class RunStory(RunRecord run, int? serves, DateTimeOffset now)
{
    private const int MostReasons = 5;

    /// <summary>The parts of the story; those of which there is nothing to tell are left out.</summary>
    public IEnumerable<(string Heading, IReadOnlyList<string> Sentences)> Paragraphs() =>
        new (string, IReadOnlyList<string>)[]
        {
            ("What happened", [Beginning()]),
            ("What was read", [.. Reading()]),
            ("What was inferred", [.. Inference()]),
            ("What was tried", [.. Search()]),
            ("What was decided", [.. Decision()]),
            ("Worth knowing", [.. run.Notes.Select(note => note.Sentence())]),
            ("What serves now", [Serving()]),
        }.Where(part => part.Item2.Count > 0);

    /// <summary>The best trial of each trainer, the best first, with the metric that compares them.</summary>
    public IReadOnlyList<(string Name, double Value)> Best() =>
        [
            .. (run.Leaderboard ?? [])
                .Where(trial => trial.Value is not null)
                .GroupBy(trial => trial.Trainer)
                .Select(trials => (trials.Key, trials.First().Value!.Value)),
        ];

    /// <summary>The next thing to do.</summary>
    public string Next() =>
        run.Status switch
        {
            RunStatus.Running => $"Wait: mlops runs {run.Run} says how far it is. mlops cancel {run.Run} ends it.",
            RunStatus.AwaitingApproval => $"mlops approve {run.Run}, or mlops reject {run.Run} --reason WHY.",
            RunStatus.Deployed when run.Version == serves =>
                $"mlops predict {run.Model} --file FILE predicts rows, mlops serve answers over HTTP, "
                    + $"mlops card {run.Model} shows the model card.",
            RunStatus.Deployed => $"mlops ledger {run.Model} says what took its place. mlops rollback {run.Model} goes back.",
            RunStatus.HeldBack =>
                "Read the gates that failed. More rows or better columns help most; a gate that asks too much is changed in the "
                    + $"definition. mlops retrain {run.Model} tries again.",
            RunStatus.RollingOut => "mlops serve takes it on; mlops models tells how far it is.",
            RunStatus.Refused => run.Problem?.Try ?? "Correct the file and drop it again.",
            RunStatus.Failed => $"mlops doctor looks for the cause; mlops retrain {run.Model} tries again.",
            RunStatus.Cancelled => $"mlops retrain {run.Model} trains on the same data again.",
            RunStatus.Duplicate => $"mlops explain {run.DuplicateOf} tells of the run that made the result.",
            _ => $"mlops runs --model {run.Model} lists what else has run.",
        };

    private string Beginning()
    {
        var cause = run.Trigger switch
        {
            RunTrigger.Drop => $"{run.By} dropped {run.File}",
            RunTrigger.Score => $"{run.By} gave {run.File} to predict",
            RunTrigger.Drift => "data had drifted",
            _ => $"{run.By} asked for it",
        };
        var seconds = ((run.Ended ?? now) - run.Started).TotalSeconds - (run.Idle ?? 0);
        var reason = run.Reason is { } why ? $" ({why})" : "";
        var length = string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s");
        return $"Run {run.Run} of model {run.Model} began at {run.Started.UtcDateTime:yyyy-MM-dd HH:mm}Z because {cause}{reason}, "
            + (run.Ended is null ? $"and has run for {length}." : $"and took {length}.");
    }

    private IEnumerable<string> Reading()
    {
        if (run.Dataset is not { } data)
        {
            yield break;
        }

        yield return $"{NumberFormat.Count(data.RowsRead)} rows were read and {NumberFormat.Count(data.RowsKept)} kept. "
            + (data.RowsRepaired == 0 ? "None needed a repair. " : $"{NumberFormat.Count(data.RowsRepaired)} of them were repaired. ")
            + (data.RowsQuarantined == 0 ? "None was set aside." : $"{NumberFormat.Count(data.RowsQuarantined)} were set aside:");
        foreach (var reason in run.QuarantineReasons?.Take(MostReasons) ?? [])
        {
            yield return $"- {reason}";
        }
    }

    private IEnumerable<string> Inference()
    {
        if (run.Inferred is not { } found)
        {
            yield break;
        }

        if (found.Label is { } label)
        {
            yield return $"The label is '{label}', "
                + found.LabelFrom switch
                {
                    LabelSource.Declared => "as the definition says.",
                    LabelSource.Name => "by its name.",
                    _ => "a guess, because it is the last column: a person has to confirm it before a version serves.",
                };
        }

        var source = found.TaskFrom == TaskSource.Declared ? "as declared" : "from the label's values";
        yield return $"The task is {found.Task.Words()}, {source}.";
        if (found.Time is { } time)
        {
            yield return $"Column '{time}' says when a row happened.";
        }

        foreach (var unused in found.Unused.Take(MostReasons))
        {
            yield return $"Column '{unused.Column}' is not learned from: {InferredText.Reason(unused.Reason)}.";
        }
    }

    private IEnumerable<string> Search()
    {
        if (run.Leaderboard is not { Count: > 0 } trials || run.Metric is not { } metric)
        {
            yield break;
        }

        var tried = trials.Where(trial => trial.Value is not null).ToList();
        var direction = MetricNames.HigherIsBetter(metric) ? "higher" : "lower";
        yield return $"{NumberFormat.Count(run.Trials ?? tried.Count)} trials competed by {metric}, where {direction} is better.";
        if (Best() is [var first, ..] best && run.Trainer is { } winner)
        {
            yield return best.Count == 1
                ? $"{winner} won with {NumberFormat.Tabulate(first.Value)}; nothing else was tried."
                : $"{winner} won with {NumberFormat.Tabulate(first.Value)}; the best of another kind was {best[1].Name} with "
                    + $"{NumberFormat.Tabulate(best[1].Value)}.";
        }
    }

    private IEnumerable<string> Decision()
    {
        foreach (var gate in run.Verdict?.Gates ?? [])
        {
            yield return $"{(gate.Passed ? "Passed" : "Failed")}: {gate.Sentence}";
        }

        if (run.Problem is { } problem)
        {
            yield return $"The input was refused. {problem with { Try = null }}";
        }

        if (run.Error is { } error)
        {
            yield return $"Something broke: {error}";
        }

        if (run is { Message: { } message, Ended: not null, Problem: null, Error: null } && !(run.Deployed && run.Verdict is not null))
        {
            yield return message;
        }
    }

    private string Serving() =>
        (run.Version, serves) switch
        {
            (_, null) => $"No version of {run.Model} serves.",
            ({ } made, { } live) when made == live => $"Version {live} of {run.Model}, the one that this run made.",
            ({ } made, { } live) => $"Version {live} of {run.Model}. This run made version {made}.",
            (null, { } live) => $"Version {live} of {run.Model}. This run made no version.",
        };
}
