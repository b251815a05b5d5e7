using System.Text;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using static MLOpsFunctions.Registry.MarkdownText;

namespace MLOpsFunctions.Registry;

/// <summary>How good a model is, in a card: gates, metrics, classes, slices.</summary>
internal static class EvaluationMarkdown
{
    public static void Write(StringBuilder text, ModelCard card)
    {
        WriteVerdict(text, card.Verdict);
        WriteMetrics(text, card);
    }

    private static void WriteVerdict(StringBuilder text, GateVerdict verdict)
    {
        Line(text, $"\n## Gates\n");
        Line(text, $"{Escape(verdict.Sentence)}\n");
        Table(
            text,
            ["gate", "passed", "measured", "threshold"],
            verdict.Gates.Select(gate =>
                new[] { gate.Name.ToString(), gate.Passed ? "yes" : "no", Number(gate.Value), Number(gate.Threshold) }
            )
        );
    }

    private static void WriteMetrics(StringBuilder text, ModelCard card)
    {
        Line(text, $"\n## On {card.Evaluation.Rows} rows it had not seen\n");
        Table(
            text,
            ["metric", "value", "95% interval"],
            card.Evaluation.Metrics.OrderBy(m => m.Key, StringComparer.Ordinal)
                .Select(m => new[] { m.Key, Number(m.Value.Value), Interval(m.Value) })
        );
        if (card.Comparison is { } comparison)
        {
            Line(text, $"\nAgainst the champion on the same {comparison.Rows} rows:\n");
            Table(
                text,
                ["metric", "champion", "gain", "95% interval"],
                comparison
                    .Gains.OrderBy(g => g.Key, StringComparer.Ordinal)
                    .Select(g =>
                        new[]
                        {
                            g.Key,
                            comparison.Other.TryGetValue(g.Key, out var other) ? Number(other) : "",
                            Number(g.Value.Value),
                            Interval(g.Value),
                        }
                    )
            );
        }

        WriteClasses(text, card.Evaluation.Classes ?? []);
        WriteSlices(text, card.Evaluation);
    }

    /// <summary>The rarest first where there are more than a page shows; the card's JSON holds all.</summary>
    private static void WriteClasses(StringBuilder text, IReadOnlyList<ClassReport> classes)
    {
        if (classes.Count > 0)
        {
            Line(text, $"\n## Each class\n");
            Table(
                text,
                ["class", "training rows", "test rows", "precision", "recall"],
                classes
                    .OrderBy(report => classes.Count <= Shown ? 0 : report.Rows)
                    .Take(Shown)
                    .Select(report =>
                        new[]
                        {
                            report.Class,
                            report.Learned is { } learned ? Number(learned) : "",
                            Number(report.Rows),
                            Number(report.Precision),
                            Number(report.Recall),
                        }
                    )
            );
        }
    }

    /// <summary>Only what is worse than the whole; the card's JSON holds more.</summary>
    private static void WriteSlices(StringBuilder text, EvaluationReport evaluation)
    {
        var worse = evaluation.Slices.Where(slice => IsWorse(slice, evaluation)).Take(Shown).ToList();
        if (worse.Count > 0)
        {
            Line(text, $"\n## Where it does worse\n");
            Line(text, $"Than on all rows, where {worse[0].Metric} is {Number(evaluation.Metrics[worse[0].Metric].Value)}.\n");
            Table(
                text,
                ["column", "slice", "rows", "metric", "value"],
                worse.Select(s => new[] { s.Column, s.Level, Number(s.Rows), s.Metric, Number(s.Value) })
            );
        }
    }

    private static bool IsWorse(SliceReport slice, EvaluationReport evaluation) =>
        evaluation.Metrics.TryGetValue(slice.Metric, out var whole)
        && (MetricNames.HigherIsBetter(slice.Metric) ? slice.Value < whole.Value : slice.Value > whole.Value);
}
