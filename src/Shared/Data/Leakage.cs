using MLOpsFunctions.Data.Inference;

namespace MLOpsFunctions.Data;

/// <summary>What is done about columns that give the label away.</summary>
public static class Leakage
{
    /// <summary>The schema with those columns set to be ignored, except where the team itself has declared them features.</summary>
    /// <param name="schema">The data set's columns.</param>
    /// <param name="leaks">What was found.</param>
    /// <param name="declared">Names of the columns that the team has declared features.</param>
    public static IReadOnlyList<ColumnSchema> Exclude(IReadOnlyList<ColumnSchema> schema, IReadOnlyList<LeakFinding> leaks, IReadOnlySet<string> declared) =>
        LeakDetector.Exclude(schema, [.. leaks.Where(leak => !declared.Contains(leak.Column))]);
}
