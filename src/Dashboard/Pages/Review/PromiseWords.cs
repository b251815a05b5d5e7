using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Dashboard.Pages.Review;

/// <summary>What a promise of a definition is about, with its unit.</summary>
public static class PromiseWords
{
    /// <summary>The words; a name that nothing measures stands for itself.</summary>
    public static string Of(string name) =>
        name switch
        {
            SlaNames.TrainMinutes => "training, minutes",
            SlaNames.DeployMinutes => "until it serves, minutes",
            SlaNames.ModelAgeDays => "age, days",
            SlaNames.LatencyP99Ms => "slowest of 100, ms",
            SlaNames.QuarantineShare => "share set aside",
            _ => name,
        };
}
