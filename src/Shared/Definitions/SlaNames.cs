namespace MLOpsFunctions.Definitions;

/// <summary>The promises that are measured, by name. Each is kept while the measured value is at most the promised one.</summary>
public static class SlaNames
{
    /// <summary>Minutes from the start of a run to its verdict, without the time that it waited for a person.</summary>
    public const string TrainMinutes = "trainMinutes";

    /// <summary>Minutes from the start of a run until its version serves, the time that it waited for a person included.</summary>
    public const string DeployMinutes = "deployMinutes";

    /// <summary>Days since the version that serves was made.</summary>
    public const string ModelAgeDays = "modelAgeDays";

    /// <summary>Milliseconds in which 99 of 100 requests of the last day were scored, without the network.</summary>
    public const string LatencyP99Ms = "latencyP99Ms";

    /// <summary>Share of a file's rows that were set aside, 0 to 1.</summary>
    public const string QuarantineShare = "quarantineShare";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [TrainMinutes, DeployMinutes, ModelAgeDays, LatencyP99Ms, QuarantineShare];
}

/// <summary>What must hold of a definition's promises.</summary>
internal static class SlaValidation
{
    /// <inheritdoc cref="DefinitionValidation.Check"/>
    public static void Check(ModelDefinition definition, Func<string, DefinitionNode> at, DefinitionErrors mistakes)
    {
        foreach (var (name, most) in definition.Sla.Where(promise => SlaNames.All.Contains(promise.Key)))
        {
            if (most < 0 || (name == SlaNames.QuarantineShare && most > 1))
            {
                mistakes.Add(
                    "Nothing can keep the promise, or everything does",
                    at($"$.sla.{name}"),
                    NumberFormat.Format(most),
                    name == SlaNames.QuarantineShare ? "a share of 0 to 1" : "0 or more"
                );
            }
        }
    }
}
