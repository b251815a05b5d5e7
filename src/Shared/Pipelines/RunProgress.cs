using System.Globalization;

namespace MLOpsFunctions.Pipelines;

/// <summary>How far a run is, to within its trials.</summary>
public static class RunProgress
{
    /// <summary>What the flow reported last, and the trials that have worked for a while.</summary>
    /// <param name="reported">The flow's report.</param>
    /// <param name="trials">The trials that are under way.</param>
    public static FlowProgress With(FlowProgress reported, IReadOnlyList<TrialProgress> trials) =>
        reported.Stage != "train" || trials.Count == 0
            ? reported
            : reported with
            {
                Message = $"{reported.Message}; {string.Join(", ", trials.Select(Describe))}",
            };

    private static string Describe(TrialProgress trial)
    {
        var share = trial.Fraction is { } fraction ? string.Create(CultureInfo.InvariantCulture, $" {fraction * 100:0}%") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{trial.Trainer}{share} after {trial.Seconds:0} s");
    }
}
