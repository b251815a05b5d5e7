using MLOpsFunctions.Definitions;
using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Dashboard.Pages.Runs;

/// <summary>What the page of a run shows.</summary>
/// <param name="Run">The run.</param>
/// <param name="Trials">Its trials, by number.</param>
/// <param name="Ranked">The same, the best first.</param>
/// <param name="Stages">Its stages, in order.</param>
public sealed record RunView(
    RunRecord Run,
    IReadOnlyList<Trial> Trials,
    IReadOnlyList<Trial> Ranked,
    IReadOnlyList<(string Name, StageState State)> Stages
)
{
    private static readonly string[] Training = ["ingest", "train", "evaluate", "approve", "deploy"];

    /// <summary>The number of the data set that it made; null: it made none, or one of long ago.</summary>
    public int? DatasetNumber { get; init; }

    /// <summary>Whether it may change by itself: a browser asks for its progress until it has ended.</summary>
    public bool IsUnderWay => Run.Ended is null;

    /// <summary>Whether it goes on without a person, so that a browser without the script may load the page again and again.</summary>
    public bool IsAlone => Run is { Ended: null, Status: RunStatus.Running };

    /// <summary>The view of a run.</summary>
    public static RunView Of(RunRecord run, IReadOnlyList<Trial> trials, IReadOnlyList<Trial> ranked) =>
        new(run, trials, ranked, StagesOf(run));

    /// <summary>
    /// How long the run takes yet, as far as what is done tells; null: it cannot be told. It began quickly, so that
    /// little is known before a twentieth is done.
    /// </summary>
    public static TimeSpan? Left(RunRecord run, DateTimeOffset now) =>
        run is { Ended: null, Status: RunStatus.Running, Progress: >= 0.05 and < 1 }
            ? (now - run.Started) * ((1 - run.Progress) / run.Progress)
            : null;

    /// <summary>The best value after each trial that has one, by number.</summary>
    public static IReadOnlyList<(Trial Trial, double Best)> BestSoFar(IReadOnlyList<Trial> trials, string metric)
    {
        var (best, sign) = (double.NaN, MetricNames.HigherIsBetter(metric) ? 1 : -1);
        var path = new List<(Trial, double)>();
        foreach (var trial in trials.Where(trial => trial is { Fidelity: 1, Value: { } value } && double.IsFinite(value)))
        {
            best = double.IsNaN(best) || sign * trial.Value!.Value > sign * best ? trial.Value!.Value : best;
            path.Add((trial, best));
        }

        return path;
    }

    private static IReadOnlyList<(string Name, StageState State)> StagesOf(RunRecord run)
    {
        if (!run.IsTraining)
        {
            return
            [
                (
                    "score",
                    run.Ended is null ? StageState.Now
                    : run.Status == RunStatus.Scored ? StageState.Done
                    : StageState.Failed
                ),
            ];
        }

        var names = Training.Where(name =>
            name switch
            {
                "ingest" => run.Trigger == RunTrigger.Drop,
                "approve" => run.Stage == "approve" || run.Waited is not null,
                _ => run.Trigger != RunTrigger.Reproduce || name == "train",
            }
        );
        return [.. names.Select(name => (name, StateOf(run, name)))];
    }

    private static StageState StateOf(RunRecord run, string name)
    {
        var (own, reached) = (Array.IndexOf(Training, name), Reached(run));
        var isBad = run.Status is RunStatus.Failed or RunStatus.Refused or RunStatus.Cancelled;
        return own < reached ? StageState.Done
            : own > reached ? (run.Ended is null ? StageState.Ahead : StageState.Skipped)
            : run.Ended is null ? StageState.Now
            : isBad ? StageState.Failed
            : StageState.Done;
    }

    /// <summary>The stage that the run is in, or ended in, by what it has left.</summary>
    private static int Reached(RunRecord run) =>
        Array.IndexOf(
            Training,
            run.Deployed || run.Status == RunStatus.RollingOut ? "deploy"
                : Training.Contains(run.Stage) ? run.Stage
                : run.Verdict is not null ? "evaluate"
                : run.Metric is not null || run.Trigger != RunTrigger.Drop ? "train"
                : "ingest"
        );
}

/// <summary>Where a stage of a run stands.</summary>
public enum StageState
{
    /// <summary>It has ended.</summary>
    Done,

    /// <summary>It is under way.</summary>
    Now,

    /// <summary>It comes yet.</summary>
    Ahead,

    /// <summary>The run ended in it.</summary>
    Failed,

    /// <summary>The run ended before it.</summary>
    Skipped,
}
