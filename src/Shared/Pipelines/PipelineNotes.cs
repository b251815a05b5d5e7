using System.Globalization;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Pipelines;

/// <summary>The sentences about versions on their way, and about what does not happen by itself.</summary>
internal static class PipelineNotes
{
    /// <summary>A version has begun its rollout.</summary>
    public static string OnItsWay(DeployCommand command, LedgerStage stage) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Version {command.Version} is in its {stage.Name} with {stage.Share:0.##%} of the requests. {command.Reason}"
        );
}
