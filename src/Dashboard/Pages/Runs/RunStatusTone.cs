using MLOpsFunctions.Dashboard.Layout;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Dashboard.Pages.Runs;

/// <summary>The colour of a run's status.</summary>
public static class RunStatusTone
{
    /// <summary>The colour.</summary>
    public static Tone Of(RunStatus status) =>
        status switch
        {
            RunStatus.Running or RunStatus.RollingOut => Tone.Active,
            RunStatus.AwaitingApproval or RunStatus.Differs => Tone.Warn,
            RunStatus.Deployed or RunStatus.Reproduced or RunStatus.Scored => Tone.Good,
            RunStatus.Failed or RunStatus.Refused => Tone.Bad,
            _ => Tone.Neutral,
        };
}
