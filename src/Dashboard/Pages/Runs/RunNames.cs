using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Dashboard.Pages.Runs;

/// <summary>What people call a run.</summary>
public static class RunNames
{
    /// <summary>What started it, and the file that it is about.</summary>
    public static string Of(RunRecord run) =>
        run.File is { } file ? $"{run.Trigger.Words()} of {file[(file.LastIndexOf('/') + 1)..]}" : $"{run.Trigger.Words()} run";
}
