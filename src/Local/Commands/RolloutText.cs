using System.Globalization;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Commands;

/// <summary>What is on its way in a model, for the terminal.</summary>
internal static class RolloutText
{
    /// <summary>What is on its way and what a person has set; nothing where there is neither.</summary>
    public static string Short(RolloutSummary? rollout, ChangeControl? control) =>
        string.Join(", ", new[] { rollout is null ? null : Of(rollout), control?.JsonName() }.OfType<string>());

    private static string Of(RolloutSummary rollout) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"version {rollout.Version} in {rollout.Stage.JsonName()}"
                + $"{(rollout.Stage == RolloutStage.Canary ? $" {rollout.Share:0.##%}" : "")}"
        ) + (rollout.Paused ? ", held" : "");
}
