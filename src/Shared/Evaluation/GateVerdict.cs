namespace MLOpsFunctions.Evaluation;

/// <summary>Whether a candidate may serve, and why.</summary>
/// <param name="Blessed">All gates passed, and there was at least one.</param>
/// <param name="Gates">Each gate's outcome, in the definition's order.</param>
/// <param name="Sentence">The verdict in one sentence a person can act on.</param>
public sealed record GateVerdict(bool Blessed, IReadOnlyList<GateOutcome> Gates, string Sentence);

/// <summary>One gate's outcome.</summary>
/// <param name="Name">E.g. <c>r2 min</c> or <c>rmse vsChampion maxRelative</c>.</param>
/// <param name="Value">What was measured; null where there was no data.</param>
/// <param name="Threshold">The threshold; null if there was none.</param>
/// <param name="Passed">Whether the gate passed. Without data or threshold it did not.</param>
/// <param name="Sentence">What was measured, what was expected and what that means.</param>
public sealed record GateOutcome(string Name, double? Value, double? Threshold, bool Passed, string Sentence);
