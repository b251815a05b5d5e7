using Microsoft.Extensions.Logging;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Functions;

/// <summary>
/// Logs what a person may want to hear of. Alert rules look for the event names. An activity that ran twice may tell
/// twice.
/// </summary>
internal static partial class RunEvents
{
    /// <summary>Tells how a run ended, where it did.</summary>
    public static void Log(ILogger log, RunRecord run)
    {
        switch (run.Status)
        {
            case RunStatus.Failed:
                Failed(log, run.Run, run.Model, run.Error);
                break;
            case RunStatus.HeldBack:
                HeldBack(log, run.Run, run.Model, run.Message);
                break;
            case RunStatus.Refused:
                Refused(log, run.Run, run.Model, run.Message);
                break;
            case RunStatus.Deployed:
                Deployed(log, run.Run, run.Model, run.Version);
                break;
        }
    }

    /// <summary>Tells of drift, where there is some.</summary>
    public static void Log(ILogger log, DriftOutcome drift)
    {
        if (drift.Drifted)
        {
            Drifted(log, drift.Sentence);
        }
    }

    [LoggerMessage(101, LogLevel.Error, "RunFailed: {Run} of {Model}: {Error}", EventName = "RunFailed")]
    private static partial void Failed(ILogger log, string run, string model, string? error);

    [LoggerMessage(102, LogLevel.Warning, "RunHeldBack: {Run} of {Model}: {Sentence}", EventName = "RunHeldBack")]
    private static partial void HeldBack(ILogger log, string run, string model, string? sentence);

    [LoggerMessage(103, LogLevel.Warning, "RunRefused: {Run} of {Model}: {Sentence}", EventName = "RunRefused")]
    private static partial void Refused(ILogger log, string run, string model, string? sentence);

    [LoggerMessage(104, LogLevel.Information, "RunDeployed: {Run} of {Model}: version {Version} serves", EventName = "RunDeployed")]
    private static partial void Deployed(ILogger log, string run, string model, int? version);

    [LoggerMessage(105, LogLevel.Warning, "ModelDrifted: {Sentence}", EventName = "ModelDrifted")]
    private static partial void Drifted(ILogger log, string sentence);
}
