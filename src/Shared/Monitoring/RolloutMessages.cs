using System.Globalization;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Monitoring;

/// <summary>The sentences of decisions about rollouts.</summary>
internal static class RolloutMessages
{
    /// <summary>A guardrail failed.</summary>
    public static string Failed(Rollout rollout, GuardrailFinding finding)
    {
        var (own, other) = (NumberFormat.FormatDistinct(finding.Candidate, finding.Baseline), NumberFormat.Format(finding.Baseline));
        var bound = NumberFormat.Format(finding.Threshold);
        var counts = Text($"{finding.CandidateCount:N0} and {finding.BaselineCount:N0}");
        var what = finding.Code switch
        {
            "errorRate" => $"failed on a share of {own} of the requests, version {rollout.Baseline} on {other}; {bound} more is allowed",
            "refusedShare" => $"refused a share of {own} of the rows, version {rollout.Baseline} {other}; {bound} more is allowed",
            "p99Relative" => $"took {own} s for 99 of 100 requests, version {rollout.Baseline} {other} s; {bound} times as long is allowed",
            "predictionShift" => $"predicts otherwise than version {rollout.Baseline}: a stability index of {own}; {bound} is allowed",
            _ => $"has a live metric of {own}, version {rollout.Baseline} of {other}; a share of {bound} worse is allowed",
        };
        return $"Guardrail {finding.Code}: in its {Name(rollout)} version {rollout.Version} {what} (of {counts}).";
    }

    /// <summary>All numbers suffice.</summary>
    public static string Passed(Rollout rollout, RolloutEvidence evidence) =>
        Text($"Version {rollout.Version} is not worse than version {rollout.Baseline} in its {Name(rollout)}, ")
        + Text($"over {evidence.Candidate.Rows:N0} and {evidence.Baseline.Rows:N0} rows.");

    /// <summary>The time after the swap is over.</summary>
    public static string Baked(Rollout rollout) =>
        Text($"No guardrail failed in the {rollout.Terms.BakeHours:0.##} hours after version {rollout.Version} began to serve.");

    /// <summary>The stage has not yet taken as long as it should.</summary>
    public static string TooEarly(Rollout rollout, TimeSpan least) =>
        Text($"The {Name(rollout)} of version {rollout.Version} takes at least {least.TotalHours:0.##} hours.");

    /// <summary>More rows are needed.</summary>
    public static string TooFew(Rollout rollout, RolloutEvidence evidence, int rows, IReadOnlyList<string> open) =>
        Text($"The {Name(rollout)} of version {rollout.Version} goes on: {evidence.Candidate.Rows:N0} of {rows:N0} rows")
        + (open.Count == 0 ? "." : $"; not yet decided: {string.Join(", ", open)}.");

    /// <summary>The longest time has passed without a decision.</summary>
    public static string NoEvidence(Rollout rollout, RolloutEvidence evidence, int rows, IReadOnlyList<string> open) =>
        Text($"The {Name(rollout)} of version {rollout.Version} saw {evidence.Candidate.Rows:N0} rows, of at least {rows:N0}, ")
        + "in the longest time that it may take"
        + (open.Count == 0 ? "." : $"; not decided: {string.Join(", ", open)}.");

    private static string Name(Rollout rollout) =>
        rollout.Stage == RolloutStage.Canary ? Text($"canary of {rollout.Share:0.##%}") : rollout.Stage.JsonName();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
