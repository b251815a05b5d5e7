namespace MLOpsFunctions.Training.Search;

/// <summary>One candidate: what was proposed, and what came of it.</summary>
/// <param name="Number">0, 1, 2, ... within the run.</param>
/// <param name="Trainer">The trainer.</param>
/// <param name="Parameters">Its parameters.</param>
public sealed record Trial(int Number, string Trainer, TrainerParameters Parameters)
{
    /// <summary>The metric on the validation rows; null before it was measured, NaN where it is not defined.</summary>
    public double? Value { get; init; }

    /// <summary>How long it took.</summary>
    public double? Seconds { get; init; }

    /// <summary>Parameters to fit again with, on more rows.</summary>
    public TrainerParameters? Fitted { get; init; }

    /// <summary>What the trainer had to say.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
