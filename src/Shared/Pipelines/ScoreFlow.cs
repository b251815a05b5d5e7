using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines;

/// <summary>From a file of rows to a file of predictions beside it.</summary>
public static class ScoreFlow
{
    public static readonly Flow<ScoreFileCommand, RunRecord> Definition = new("score", RunAsync);

    private static Task<RunRecord> RunAsync(IFlowContext context, ScoreFileCommand command)
    {
        var run = new RunRecord
        {
            Run = command.Run,
            Model = command.Model,
            Trigger = RunTrigger.Score,
            By = command.By,
            File = command.File,
            Started = context.Now,
            Status = RunStatus.Running,
            Stage = "score",
            Message = $"Predicting {command.File}",
        };
        return RunStages.GuardAsync(
            context,
            run,
            async run =>
            {
                run = await RunStages.EnterAsync(context, run);
                var plan = await context.CallAsync(PipelineActivities.PlanScoring, command);
                var scored = await context.CallAsync(PipelineActivities.ScoreFile, plan);
                run = run with
                {
                    Version = plan.Version,
                    Receipt = $"{StorageNames.ScoreContainer}/{command.File}{StorageNames.ReceiptSuffix}",
                    Scored = scored.Problem is null ? scored : null,
                    QuarantineReasons = scored.Reasons,
                    Notes = scored.Notes,
                };
                return await RunStages.EndAsync(
                    context,
                    scored.Problem is { } problem
                        ? run with
                        {
                            Status = RunStatus.Refused,
                            Problem = problem,
                            Message = problem.ToString(),
                        }
                        : run with
                        {
                            Status = RunStatus.Scored,
                            Message = Sentence(plan, scored),
                        }
                );
            }
        );
    }

    private static string Sentence(ScorePlan plan, ScoredFile scored) =>
        string.Create(CultureInfo.InvariantCulture, $"Version {plan.Version} predicted {scored.Scored:N0} of {scored.Read:N0} rows")
        + (scored.Refused == 0 ? "." : string.Create(CultureInfo.InvariantCulture, $"; {scored.Refused:N0} were refused."));
}

/// <summary>A file to predict.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="File">The blob's name in the container of files to predict, <c>{model}/{file}</c>.</param>
/// <param name="ETag">The version of the file that was seen.</param>
/// <param name="By">Who dropped it, as far as known.</param>
public sealed record ScoreFileCommand(string Run, string Model, string File, string ETag, string By);

/// <summary>A file with the version that predicts it: an activity that is tried again asks no other version.</summary>
/// <param name="Command">The file.</param>
public sealed record ScorePlan(ScoreFileCommand Command, int Version);

/// <summary>What became of a file to predict.</summary>
/// <param name="Predictions">The file of predictions, as container and name.</param>
/// <param name="Quarantine">The file of rows without one, as container and name; null where every row has one.</param>
/// <param name="Read">Rows in the file.</param>
/// <param name="Scored">Rows with a prediction.</param>
/// <param name="Refused">Rows without one.</param>
/// <param name="Reasons">Why, by reason and column, most rows first.</param>
/// <param name="Notes">What a reader should know.</param>
/// <param name="Sha256">SHA-256 of the file.</param>
/// <param name="Problem">Why the file as a whole was refused; null: it was not.</param>
public sealed record ScoredFile(
    string Predictions,
    string? Quarantine,
    long Read,
    long Scored,
    long Refused,
    IReadOnlyList<QuarantineReason> Reasons,
    IReadOnlyList<Note> Notes,
    string Sha256,
    Problem? Problem = null
)
{
    /// <summary>A file that was refused.</summary>
    public static ScoredFile Refuse(Problem problem) => new("", null, 0, 0, 0, [], [], "", problem);
}
