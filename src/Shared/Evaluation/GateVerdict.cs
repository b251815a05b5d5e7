using System.Text.Json.Serialization;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Evaluation;

/// <summary>Whether a candidate may serve, and why.</summary>
/// <param name="Blessed">All gates passed, and there was at least one.</param>
/// <param name="Gates">Each gate's outcome, in the definition's order.</param>
public sealed record GateVerdict(bool Blessed, IReadOnlyList<GateOutcome> Gates)
{
    /// <summary>The verdict with the findings that decide it.</summary>
    public string Sentence =>
        Blessed ? $"Blessed: {Join(Gates)}"
        : Gates.Count == 0 ? "Held back: there is no gate, and what nobody has set a standard for does not serve."
        : $"Held back: {Join(Gates.Where(gate => !gate.Passed))}";

    private static string Join(IEnumerable<GateOutcome> gates) => string.Join(" ", gates.Select(gate => gate.Sentence));
}

/// <summary>One gate's outcome.</summary>
/// <param name="Name">What the gate holds the candidate to.</param>
/// <param name="Value">What was measured; null where there was no data.</param>
/// <param name="Threshold">The threshold; null if there was none.</param>
/// <param name="Passed">Whether the gate passed. Without data or threshold it did not.</param>
/// <param name="Finding">What was measured, what was expected and what that means; stored as <c>sentence</c>.</param>
public sealed record GateOutcome(
    GateName Name,
    double? Value,
    double? Threshold,
    bool Passed,
    [property: JsonPropertyName("sentence")] Note Finding
)
{
    /// <summary>The finding in words.</summary>
    [JsonIgnore]
    public string Sentence => Finding.Sentence();
}
