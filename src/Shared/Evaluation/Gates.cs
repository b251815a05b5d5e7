using System.Globalization;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Evaluation;

/// <summary>Decides whether a candidate may serve. What cannot be decided is decided against it.</summary>
public static class Gates
{
    /// <summary>Judges a candidate.</summary>
    /// <param name="gates">The conditions; none: not blessed.</param>
    /// <param name="candidate">How it did on the test rows.</param>
    /// <param name="champion">How it did against the live version on the same rows; null: there is none, or it could not score them.</param>
    /// <param name="baseline">How it did against the simplest guess on the same rows; null: that could not be measured.</param>
    /// <param name="hasChampion">Whether a version serves. Without one, gates against it pass: somebody must be first.</param>
    public static GateVerdict Judge(
        IReadOnlyList<GateDefinition> gates, EvaluationReport candidate, PairedComparison? champion, PairedComparison? baseline, bool hasChampion)
    {
        var outcomes = gates.SelectMany(gate => Outcomes(gate, candidate, champion, baseline, hasChampion)).ToList();
        var failed = outcomes.Where(outcome => !outcome.Passed).ToList();
        var blessed = outcomes.Count > 0 && failed.Count == 0;
        var sentence = outcomes.Count == 0
            ? "Held back: there is no gate, and what nobody has set a standard for does not serve."
            : blessed
                ? $"Blessed: {string.Join(" ", outcomes.Select(outcome => outcome.Sentence))}"
                : $"Held back: {string.Join(" ", failed.Select(outcome => outcome.Sentence))}";
        return new(blessed, outcomes, sentence);
    }

    private static IEnumerable<GateOutcome> Outcomes(
        GateDefinition gate, EvaluationReport candidate, PairedComparison? champion, PairedComparison? baseline, bool hasChampion)
    {
        var metric = gate.Metric;
        if (!MetricNames.All.Contains(metric) || (gate.Min is null && gate.Max is null && gate.VsChampion is null && gate.VsBaseline is null))
        {
            yield return new($"{metric} gate", null, null, false, $"The gate on {metric} has no threshold.");
            yield break;
        }

        double? value = candidate.Metrics.TryGetValue(metric, out var found) && !double.IsNaN(found.Value) ? found.Value : null;
        if (gate.Min is { } min)
        {
            yield return Absolute($"{metric} min", metric, value, min, value >= min, "at least", candidate.Rows);
        }

        if (gate.Max is { } max)
        {
            yield return Absolute($"{metric} max", metric, value, max, value <= max, "at most", candidate.Rows);
        }

        if (gate.VsChampion is { } vsChampion)
        {
            foreach (var outcome in hasChampion ? Relative(metric, "champion", vsChampion, value, champion) : [First(metric)])
            {
                yield return outcome;
            }
        }

        if (gate.VsBaseline is { } vsBaseline)
        {
            foreach (var outcome in Relative(metric, "baseline", vsBaseline, value, baseline))
            {
                yield return outcome;
            }
        }
    }

    private static GateOutcome First(string metric) =>
        new($"{metric} vsChampion", null, null, true, $"No version serves yet, so there is no {metric} to compare with.");

    private static GateOutcome Absolute(string name, string metric, double? value, double threshold, bool passed, string bound, int rows) => value is null
        ? new(name, null, threshold, false, $"{metric} could not be measured on the {rows:N0} test rows; {bound} {Show(threshold)} is required.")
        : new(name, value, threshold, passed, $"{metric} is {Show(value.Value)} on {Count(rows)} test rows; {bound} {Show(threshold)} is required.");

    private static IEnumerable<GateOutcome> Relative(string metric, string rival, RelativeGate gate, double? value, PairedComparison? comparison)
    {
        var name = rival == "champion" ? $"{metric} vsChampion" : $"{metric} vsBaseline";
        if (gate is { MaxRelative: null, MinRelative: null, MinGain: null, Significant: false })
        {
            yield return new(name, value, null, false, $"The gate on {metric} against the {rival} has no threshold.");
            yield break;
        }

        if (value is null || comparison is null || !comparison.Other.TryGetValue(metric, out var other) || double.IsNaN(other)
            || !comparison.Gains.TryGetValue(metric, out var gain) || double.IsNaN(gain.Value))
        {
            yield return new(name, value, null, false, $"{metric} could not be compared with the {rival}'s on the same rows.");
            yield break;
        }

        var measured = $"{metric} is {Show(value.Value)} against the {rival}'s {Show(other)} on the same {Count(comparison.Rows)} rows";
        if (gate.MaxRelative is { } most)
        {
            yield return Ratio($"{name} maxRelative", value.Value, other, most, value <= most * other, "at most", measured);
        }

        if (gate.MinRelative is { } least)
        {
            yield return Ratio($"{name} minRelative", value.Value, other, least, value >= least * other, "at least", measured);
        }

        if (gate.MinGain is { } minGain)
        {
            var passed = gain.Value >= minGain && (minGain > 0 || gain.Value > 0 || !gate.Significant);
            yield return new($"{name} minGain", gain.Value, minGain, passed, $"{measured}: a gain of {Show(gain.Value)}, and at least {Show(minGain)} is required.");
        }

        if (gate.Significant)
        {
            yield return new(
                $"{name} significant", gain.Low, 0, gain.Low > 0,
                $"{measured}: the 95% interval of the gain is {Show(gain.Low)} to {Show(gain.High)}, and it must lie above 0.");
        }
    }

    private static GateOutcome Ratio(string name, double value, double other, double bound, bool passed, string word, string measured)
    {
        var ratio = other == 0 ? double.NaN : value / other;
        return new(
            name, double.IsNaN(ratio) ? null : ratio, bound, passed && !double.IsNaN(ratio),
            $"{measured}: {Show(ratio)} times it, and {word} {Show(bound)} is allowed.");
    }

    private static string Show(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Count(int rows) => rows.ToString("N0", CultureInfo.InvariantCulture);
}
