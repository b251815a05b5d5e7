using System.ComponentModel.DataAnnotations;

namespace MLOpsFunctions.Definitions;

/// <summary>When incoming data counts as drifted.</summary>
public sealed record DriftDefinition
{
    /// <summary>Population stability index from which a column counts as drifted, where chance does not explain it.</summary>
    [Range(0d, 100d, MinimumIsExclusive = true)]
    public double Psi { get; init; } = DefinitionDefaults.Psi;

    /// <summary>Share of features that must drift before the data set counts as drifted.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true)]
    public double Share { get; init; } = DefinitionDefaults.DriftShare;

    /// <summary>Fewest current rows for a check to mean anything.</summary>
    [Range(1, int.MaxValue)]
    public int MinRows { get; init; } = DefinitionDefaults.DriftMinRows;

    /// <summary>Tests of each column that they suit; none: by what the column holds and how many rows there are.</summary>
    [MaxLength(16)]
    public IReadOnlyList<DriftTest> Tests { get; init; } = [];

    /// <summary>The least change that matters, by test; that of the PSI is psi.</summary>
    public DriftThresholds Thresholds { get; init; } = new();

    /// <summary>Share of checks of unchanged data that may find drift in any column, all columns and tests together.</summary>
    [Range(0d, 0.2, MinimumIsExclusive = true)]
    public double FalseAlarms { get; init; } = DefinitionDefaults.DriftFalseAlarms;

    /// <summary>Whether a classifier also looks for a change of all columns together.</summary>
    public bool Multivariate { get; init; } = true;

    /// <summary>Age up to which predictions count as current.</summary>
    public Duration Window { get; init; } = DefinitionDefaults.DriftWindow;

    /// <summary>Most predictions that count as current, the newest of the window; null: all.</summary>
    [Range(1, int.MaxValue)]
    public int? WindowRows { get; init; }

    /// <summary>The training rows that current rows are compared with.</summary>
    public DriftReference Reference { get; init; } = DriftReference.Training;

    /// <summary>The threshold of a test.</summary>
    public double Threshold(DriftTest test) =>
        test switch
        {
            DriftTest.Psi => Psi,
            DriftTest.Ks => Thresholds.Ks,
            DriftTest.Wasserstein => Thresholds.Wasserstein,
            DriftTest.JensenShannon => Thresholds.JensenShannon,
            DriftTest.ChiSquare => Thresholds.ChiSquare,
            DriftTest.Missing => Thresholds.Missing,
            DriftTest.Unseen => Thresholds.Unseen,
            DriftTest.TextLength => Thresholds.TextLength,
            _ => Thresholds.Vocabulary,
        };
}

/// <summary>Which training rows current rows are compared with.</summary>
public enum DriftReference
{
    /// <summary>All training rows.</summary>
    Training,

    /// <summary>Training rows of the weekdays of the current rows.</summary>
    Weekday,

    /// <summary>Training rows of the months of the year of the current rows, and the months beside them.</summary>
    Season,
}
