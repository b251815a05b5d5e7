using System.ComponentModel.DataAnnotations;

namespace MLOpsFunctions.Definitions;

/// <summary>
/// How large a definition and its parts may be: far above any real one, and far below what could hurt a host that reads
/// it.
/// </summary>
internal static class DefinitionLimits
{
    /// <summary>Bytes of the whole file.</summary>
    public const int Bytes = 1 << 20;

    /// <summary>Nested objects and lists; the contract itself needs 5.</summary>
    public const int Depth = 16;

    /// <summary>Characters of a name or one line.</summary>
    public const int Line = 200;

    /// <summary>Characters of a running text.</summary>
    public const int Text = 4_000;

    /// <summary>Characters of an address.</summary>
    public const int Url = 2_000;

    /// <summary>Characters of a column's name: questionnaires put whole questions there.</summary>
    public const int ColumnName = 1_000;

    /// <summary>Characters that say how a cell is written.</summary>
    public const int Pattern = 64;

    /// <summary>Characters of a regular expression.</summary>
    public const int Regex = 1_000;

    /// <summary>Entries of a list that a person writes by hand.</summary>
    public const int Entries = 100;

    /// <summary>Channels of notifications: what is written for all of them at once fits a transaction of the tables.</summary>
    public const int Channels = 40;

    /// <summary>Levels with a code of their own: with the rare, the unknown and the missing one they fit a byte.</summary>
    public const int Levels = 250;

    /// <summary>Minutes a search may take: a week.</summary>
    public const double Minutes = 10_080;

    /// <summary>Hours that a stage of a rollout may take: four weeks.</summary>
    public const double StageHours = 672;

    /// <summary>Greatest cost of a mistake.</summary>
    public const double Cost = 1e9;

    /// <summary>Greatest weight of a class: beyond it rows of the others would be noise.</summary>
    public const double ClassWeight = 1e6;

    /// <summary>Greatest ratio between two models' metrics that a gate may name.</summary>
    public const double Ratio = 1_000;
}

/// <summary>Bounds each number in a list or in a dictionary of numbers.</summary>
/// <param name="minimum">The least; excluded where <see cref="MinimumIsExclusive"/>.</param>
/// <param name="maximum">The greatest.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ItemRangeAttribute(double minimum, double maximum) : Attribute
{
    /// <summary>Whether the number must be above the least.</summary>
    public bool MinimumIsExclusive { get; init; }

    /// <summary>The same bound as the framework's attribute for a single number.</summary>
    public RangeAttribute Item => new(minimum, maximum) { MinimumIsExclusive = MinimumIsExclusive };
}

/// <summary>Bounds the length of each text in a list or of each value in a dictionary of texts; none is empty.</summary>
/// <param name="maximum">Most characters.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ItemLengthAttribute(int maximum) : Attribute
{
    /// <summary>Most characters.</summary>
    public int Maximum { get; } = maximum;

    /// <summary>The same bound as the framework's attribute for a single text.</summary>
    public StringLengthAttribute Item { get; } = new(maximum) { MinimumLength = 1 };
}
