using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Commands;

/// <summary>Exit statuses of the command line.</summary>
internal static class ExitCode
{
    /// <summary>Done; for a run: deployed, or on its way as the definition's rollout has it.</summary>
    public const int Ok = 0;

    /// <summary>Something broke.</summary>
    public const int Fault = 1;

    /// <summary>The input was refused.</summary>
    public const int BadInput = 2;

    /// <summary>The version does not serve: a gate or a person held it back, or one is waited for.</summary>
    public const int HeldBack = 3;

    /// <summary>Ctrl-C, by the custom of shells.</summary>
    public const int Interrupted = 130;

    /// <summary>The exit status that tells how a run ended.</summary>
    public static int Of(RunRecord run) =>
        run.Status switch
        {
            RunStatus.Deployed or RunStatus.RollingOut or RunStatus.Reproduced or RunStatus.Scored => Ok,
            RunStatus.Refused => BadInput,
            RunStatus.HeldBack or RunStatus.AwaitingApproval or RunStatus.Differs or RunStatus.Cancelled => HeldBack,
            _ => Fault,
        };
}
