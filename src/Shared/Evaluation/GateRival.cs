namespace MLOpsFunctions.Evaluation;

/// <summary>What a relative gate holds a candidate against.</summary>
internal enum GateRival
{
    /// <summary>The version that serves.</summary>
    Champion,

    /// <summary>The simplest guess.</summary>
    Baseline,
}
