using System.ComponentModel.DataAnnotations;

namespace MLOpsFunctions.Definitions;

/// <summary>
/// Parts of the rows on which a gate must hold too, such as each region. The bounds of the gate hold on each slice as on
/// the whole. A slice fails only where its 95% interval says so; the interval allows for the number of slices.
/// </summary>
public sealed record SliceDefinition
{
    /// <summary>
    /// The column whose values are the slices; of many numbers or times their quarters. It may be one that no model
    /// learns. Null: each feature, group and time.
    /// </summary>
    [StringLength(DefinitionLimits.ColumnName, MinimumLength = 1)]
    public string? Column { get; init; }

    /// <summary>Rows that a slice must have. Smaller ones are named and not judged; if all are smaller, the gate fails.</summary>
    [Range(10, int.MaxValue)]
    public int MinRows { get; init; } = DefinitionDefaults.SliceMinRows;

    /// <summary>How far the metric may lie apart between two slices of a column.</summary>
    [Range(0d, double.MaxValue)]
    public double? MaxGap { get; init; }

    /// <summary>A bound relative to the metric on all rows. An interval decides, whatever significant says.</summary>
    public RelativeThreshold? VsWhole { get; init; }

    /// <summary>
    /// For two classes: how far the share of rows that are predicted to be of the second class may lie apart between two
    /// slices (demographic parity difference).
    /// </summary>
    [Range(0d, 1d)]
    public double? DemographicParity { get; init; }

    /// <summary>
    /// For two classes: how far the recall of the second class may lie apart between two slices (equal opportunity
    /// difference). Only its rows count towards minRows.
    /// </summary>
    [Range(0d, 1d)]
    public double? EqualOpportunity { get; init; }
}
