using System.Text.Json.Serialization;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data;

/// <summary>Something that was found in a file, and what was done about it.</summary>
/// <param name="Code">What it is: the expectation, by its name. The same for ever.</param>
/// <param name="Column">The column; null where it is the whole table.</param>
/// <param name="Policy">What was done about it.</param>
/// <param name="Checked">Values that were looked at.</param>
/// <param name="Unexpected">Those at fault; 0 where a column or table as a whole is.</param>
/// <param name="Examples">The first of them; at most 10.</param>
/// <param name="Note">The same in words; stored as <c>sentence</c>.</param>
public sealed record Finding(
    string Code,
    string? Column,
    FindingPolicy Policy,
    long Checked,
    long Unexpected,
    IReadOnlyList<FindingExample> Examples,
    [property: JsonPropertyName("sentence")] Note Note
)
{
    /// <summary>Most examples of a finding.</summary>
    internal const int MaxExamples = 10;

    /// <summary>How grave it is.</summary>
    public FindingSeverity Severity =>
        Policy switch
        {
            FindingPolicy.Accept => FindingSeverity.Info,
            FindingPolicy.Refuse => FindingSeverity.Error,
            _ => FindingSeverity.Warning,
        };

    /// <summary>Share of the values at fault, 0 to 1; 0 where none were looked at.</summary>
    public double Share => Checked == 0 ? 0 : Unexpected / (double)Checked;
}

/// <summary>A value at fault.</summary>
/// <param name="Line">The line of the file where its row begins, from 1.</param>
/// <param name="Value">The value, at most 200 characters; null where it is missing or private.</param>
public sealed record FindingExample(long Line, string? Value);

/// <summary>How grave a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>Worth recording.</summary>
    Info,

    /// <summary>Worth a look.</summary>
    Warning,

    /// <summary>The file is not used.</summary>
    Error,
}
