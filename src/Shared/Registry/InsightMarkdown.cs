using System.Text;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Evaluation.Insight;
using static MLOpsFunctions.Registry.MarkdownText;

namespace MLOpsFunctions.Registry;

/// <summary>What a model has learned, in a card: clusters, importances, words, and how answers follow a column.</summary>
internal static class InsightMarkdown
{
    /// <summary>Centres stand side by side as long as they fit a page; the card's JSON holds all columns.</summary>
    public static void WriteClusters(StringBuilder text, IReadOnlyList<ClusterProfile> clusters)
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

    public static void Write(StringBuilder text, ModelCard card)
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
                        new[] { answer.Answer, string.Join(", ", answer.Words.Select(word => $"{word.Word} ({FormatValue(word.Effect)})")) }
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
                card.Permutations.Take(Shown).Select(p => new[] { p.Column, FormatValue(p.Loss), FormatValue(p.Deviation) })
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
                dependence.Points.Select(point => (string[])[point.At, .. point.Answers.Select(FormatValue)])
            );
        }
    }

    private static string Apart(NearestCluster nearest)
    {
        var columns = nearest.Columns.Where(column => column.Share > 0).Take(3);
        return $"{nearest.Cluster}: {string.Join(", ", columns.Select(column => $"{column.Feature} ({Number(column.Share)})"))}";
    }
}
