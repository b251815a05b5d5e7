using System.ComponentModel.DataAnnotations;

namespace MLOpsFunctions.Definitions;

/// <summary>When the pipeline trains again by itself.</summary>
public sealed record RetrainDefinition
{
    /// <summary>NCRONTAB with six fields, UTC; null: not by the clock.</summary>
    [StringLength(DefinitionLimits.Line, MinimumLength = 1), CronSchedule]
    public string? Schedule { get; init; }

    /// <summary>Least time between two automatic runs.</summary>
    public Duration Cooldown { get; init; } = DefinitionDefaults.Cooldown;

    /// <summary>Fewest newer labelled rows for a drift-triggered run.</summary>
    [Range(0, int.MaxValue)]
    public int MinRows { get; init; } = DefinitionDefaults.RetrainMinRows;

    /// <summary>Newer labelled rows that are reason enough for a run; null: their number is none.</summary>
    [Range(1, int.MaxValue)]
    public int? AfterRows { get; init; }

    /// <summary>What an automatic run may spend; null: the training budget.</summary>
    public BudgetDefinition? Budget { get; init; }

    /// <summary>Learns from predictions whose truth is known, together with the newest dropped file; null: from files alone.</summary>
    public FromFeedbackDefinition? FromFeedback { get; init; }
}
