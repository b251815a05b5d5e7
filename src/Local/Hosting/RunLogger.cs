using Microsoft.Extensions.Logging;
using MLOpsFunctions.Local.Commands;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Hosting;

/// <summary>Tells in one line how a run ended, or that it waits for a person, and why.</summary>
/// <param name="log">Where to tell.</param>
/// <param name="workspace">The workspace as it was named; null: the default one.</param>
internal sealed class RunLogger(ILogger log, string? workspace = null)
{
    /// <summary>Logs a run whose state has changed.</summary>
    public void Log(RunRecord run)
    {
        switch (run.Status)
        {
            case RunStatus.AwaitingApproval:
                log.LogWarning(
                    "{Model} version {Version} waits: mlops approve {Run}, or mlops reject {Run} --reason WHY. {Sentence}",
                    run.Model,
                    run.Version,
                    run.Run,
                    run.Run,
                    run.Verdict?.Sentence
                );
                break;
            case RunStatus.Deployed:
                log.LogInformation(
                    "{Model} version {Version} serves. {Sentence} (run {Run})",
                    run.Model,
                    run.Version,
                    run.Verdict?.Sentence,
                    run.Run
                );
                break;
            case RunStatus.HeldBack:
                log.LogWarning(
                    "{Model} version {Version} does not serve. {Sentence} (run {Run})",
                    run.Model,
                    run.Version,
                    run.Message,
                    run.Run
                );
                if (RunReport.ConfirmCommand(run, workspace) is { } confirm)
                {
                    log.LogWarning("To confirm the label: {Command}", confirm);
                }

                break;
            case RunStatus.Refused:
                log.LogWarning(
                    "{Model} was not {Step}: {File} was refused. {Problem} (run {Run})",
                    run.Model,
                    Step(run),
                    run.File ?? "the request",
                    run.Problem,
                    run.Run
                );
                break;
            case RunStatus.Failed:
                log.LogError(
                    "{Model} was not {Step}: the run failed. {Error} (run {Run})",
                    run.Model,
                    Step(run),
                    run.Error ?? run.Problem?.ToString(),
                    run.Run
                );
                break;
            case RunStatus.Running:
                break;
            default:
                log.LogInformation("{Model}: {Sentence} (run {Run})", run.Model, run.Message, run.Run);
                break;
        }
    }

    private static string Step(RunRecord run) => run.Trigger == RunTrigger.Score ? "asked" : "trained";
}
