using System.Globalization;
using System.Text;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Evaluation.Insight;

namespace MLOpsFunctions.Registry;

/// <summary>
/// Writes a model card as Markdown. Whatever came from a file or a definition is escaped, so that a column's name is
/// never markup.
/// </summary>
public static class ModelCardMarkdown
{
    /// <summary>Slices and features shown; the card's JSON holds all.</summary>
    private const int Shown = 20;

    /// <summary>The card of a version.</summary>
    public static string Write(ModelVersion version, ModelCard card)
    {
        var text = new StringBuilder();
        Line(text, $"# {Escape(card.Model)}, version {version.Number}");
        Line(text, $"");
        var purpose = card.Purpose is { } written
            ? Escape(written)
            : "Nobody has written down what this model is for: set `purpose` in its definition.";
        Line(text, $"{purpose}");
        Line(text, $"");
        Table(
            text,
            ["", ""],
            [
                ["Owner", card.Owner ?? "nobody named"],
                .. card.Sla.Count == 0
                    ? Array.Empty<string[]>()
                    :
                    [
                        [
                            "Promised",
                            string.Join(
                                ", ",
                                card.Sla.OrderBy(promise => promise.Key, StringComparer.Ordinal)
                                    .Select(promise => $"{promise.Key} = {Number(promise.Value)}")
                            ),
                        ],
                    ],
                ["Predicts", card.Label is null ? Name(card.Task) : $"{card.Label} ({Name(card.Task)})"],
                ["Trainer", $"{card.Trainer}, the best of {Number(card.Trials)} trials, seed {Number(card.Seed)}"],
                [
                    "Parameters",
                    card.Parameters.Count == 0
                        ? "defaults"
                        : string.Join(", ", card.Parameters.Select(p => $"{p.Key} = {Number(p.Value)}")),
                ],
                ["Registered", $"{Time(version.Created)} UTC by {version.By}: {version.Reason}"],
                .. (card.Rollbacks ?? []).Select(rollback =>
                    new[]
                    {
                        "Rolled back",
                        $"{Time(rollback.At)} UTC by {rollback.By}, to version {Number(rollback.To)}: {rollback.Reason}",
                    }
                ),
                ["Run", version.Run],
                ["Artifact", version.Artifact],
                .. version.Evaluated is { } judged
                    ?
                    [
                        ["Judged as", judged],
                    ]
                    : Array.Empty<string[]>(),
                ["Code", version.Code],
            ]
        );
        if (version.Evaluated is not null)
        {
            Line(
                text,
                "\nThe figures below are of the model that had not seen the held-out rows. The version has "
                    + "learned them too, by the same recipe."
            );
        }

        WriteVerdict(text, card.Verdict);
        WriteMetrics(text, card);
        WriteSentences(text, "What the figures rest on", card.Remarks);
        WriteSentences(text, "How it answers", card.Answers);
        WriteSentences(text, "How it learned", card.TrainerNotes);
        WriteClusters(text, card.Clusters);
        WriteData(text, card.Data);
        WriteInsight(text, card);
        return text.ToString();
    }

    private static void WriteSentences(StringBuilder text, string heading, IReadOnlyList<string> sentences)
    {
        if (sentences.Count > 0)
        {
            Line(text, $"\n## {heading}\n");
            sentences.ToList().ForEach(sentence => Line(text, $"- {Escape(sentence)}"));
        }
    }

    /// <summary>Centres stand side by side as long as they fit a page; the card's JSON holds all columns.</summary>
    private static void WriteClusters(StringBuilder text, IReadOnlyList<ClusterProfile> clusters)
    {
        if (clusters.Count == 0)
        {
            return;
        }

        Line(text, $"\n## Clusters\n");
        Line(
            text,
            "Where each centre lies, in the columns' own units; of a text the commonest value and its share "
                + "of the cluster. Sizes are training rows. Beside each, what tells it from the cluster nearest to "
                + "it, as shares of the squared distance between the two centres.\n"
        );
        Table(
            text,
            ["cluster", "rows", "share", "told from the nearest by", .. clusters[0].Centre.Take(Shown).Select(centre => centre.Column)],
            clusters.Select(cluster =>
                (string[])
                    [
                        Number(cluster.Cluster),
                        Number(cluster.Rows),
                        Number(cluster.Share),
                        cluster.Apart is { } apart ? Apart(apart) : "",
                        .. cluster
                            .Centre.Take(Shown)
                            .Select(centre => centre.Share is { } share ? $"{centre.At} ({Number(share)})" : centre.At),
                    ]
            )
        );
    }

    private static void WriteInsight(StringBuilder text, ModelCard card)
    {
        if (card.Importances.Count > 0)
        {
            Line(text, $"\n## What it looks at\n");
            Table(
                text,
                ["column", "share of the contributions"],
                card.Importances.Take(Shown).Select(f => new[] { f.Feature, Number(f.Share) })
            );
        }

        foreach (var words in card.Words.GroupBy(words => words.Column))
        {
            Line(text, $"\n## Words in {Escape(words.Key)}\n");
            Line(
                text,
                "What speaks for each answer in texts that it had not seen, first those for whose sake answers "
                    + "differ most from text to text, with what one adds to the answer's score on average. Words of "
                    + $"fewer than {WordEffects.LeastTexts} texts are not named.\n"
            );
            Table(
                text,
                [card.Label ?? "answer", "words"],
                words
                    .Take(Shown)
                    .Select(answer =>
                        new[] { answer.Answer, string.Join(", ", answer.Words.Select(word => $"{word.Word} ({Figure(word.Effect)})")) }
                    )
            );
        }

        if (card.Permutations.Count > 0)
        {
            Line(text, $"\n## What it loses without\n");
            Line(text, $"By how much {card.Permutations[0].Metric} gets worse when a column's values change places among held-out rows.\n");
            Table(
                text,
                ["column", "loss", "deviation"],
                card.Permutations.Take(Shown).Select(p => new[] { p.Column, Figure(p.Loss), Figure(p.Deviation) })
            );
        }

        if (card.Dependences.Count > 0)
        {
            Line(text, $"\n## How its answers follow a column\n");
            Line(text, $"The mean answer over held-out rows in which one column is set to a value, all else being as it is.");
        }

        string[] answers =
            card.Classes.Count == 0
                ? [$"mean {card.Label}"]
                : [.. (card.Classes.Count == 2 ? card.Classes.Skip(1) : card.Classes).Select(name => $"probability of {name}")];
        foreach (var dependence in card.Dependences)
        {
            Line(text, $"");
            Table(
                text,
                [dependence.Column, .. answers],
                dependence.Points.Select(point => (string[])[point.At, .. point.Answers.Select(Figure)])
            );
        }
    }

    private static void WriteVerdict(StringBuilder text, GateVerdict verdict)
    {
        Line(text, $"\n## Gates\n");
        Line(text, $"{Escape(verdict.Sentence)}\n");
        Table(
            text,
            ["gate", "passed", "measured", "threshold"],
            verdict.Gates.Select(gate => new[] { gate.Name, gate.Passed ? "yes" : "no", Number(gate.Value), Number(gate.Threshold) })
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
                ["class", "rows", "precision", "recall"],
                classes
                    .OrderBy(report => classes.Count <= Shown ? 0 : report.Rows)
                    .Take(Shown)
                    .Select(report => new[] { report.Class, Number(report.Rows), Number(report.Precision), Number(report.Recall) })
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

    private static void WriteData(StringBuilder text, CardData data)
    {
        Line(text, $"\n## Data\n");
        Table(
            text,
            ["", ""],
            [
                ["File", data.File],
                ["Digest", data.Digest],
                [
                    "Rows",
                    $"{data.Rows.Read} read, {data.Rows.Kept} kept ({data.Rows.Repaired} repaired), {data.Rows.Quarantined} quarantined",
                ],
            ]
        );
        Line(text, $"");
        Table(text, ["column", "type", "role"], data.Columns.Select(c => new[] { c.Name, Name(c.Type), Name(c.Role) }));
        Line(text, $"\n### Leaks\n");
        var leaks =
            data.Leaks.Count == 0
                ? "No column was found to give the label away."
                : string.Join("\n", data.Leaks.Select(leak => $"- {Escape(leak.Sentence)}"));
        Line(text, $"{leaks}");
    }

    private static string Apart(NearestCluster nearest)
    {
        var columns = nearest.Columns.Where(column => column.Share > 0).Take(3);
        return $"{nearest.Cluster}: {string.Join(", ", columns.Select(column => $"{column.Feature} ({Number(column.Share)})"))}";
    }

    private static void Table(StringBuilder text, string[] header, IEnumerable<string[]> rows)
    {
        Line(text, $"| {string.Join(" | ", header.Select(Escape))} |");
        Line(text, $"|{string.Concat(Enumerable.Repeat(" --- |", header.Length))}");
        foreach (var row in rows)
        {
            Line(text, $"| {string.Join(" | ", row.Select(Escape))} |");
        }
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Number(double? value) => value is { } number && double.IsFinite(number) ? NumberFormat.Tabulate(number) : "none";

    private static string Interval(MetricValue value) =>
        double.IsFinite(value.Low) && double.IsFinite(value.High) ? $"{Number(value.Low)} to {Number(value.High)}" : "too few rows to say";

    /// <summary>Four significant digits: losses and answers come in any unit.</summary>
    private static string Figure(double value) => NumberFormat.Format(value);

    /// <summary>
    /// Escapes what CommonMark 0.31 reads as markup within a line: HTML by entities, the rest by backslashes. Control
    /// characters become spaces.
    /// </summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            _ = character switch
            {
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '#' or '~' or '!' => escaped.Append('\\').Append(character),
                _ => escaped.Append(char.IsControl(character) ? ' ' : character),
            };
        }

        return escaped.ToString();
    }
}
