using System.Text;
using MLOpsFunctions.Notes;
using static MLOpsFunctions.Registry.MarkdownText;

namespace MLOpsFunctions.Registry;

/// <summary>
/// Writes a model card as Markdown. Whatever came from a file or a definition is escaped, so that a column's name is
/// never markup.
/// </summary>
public static class ModelCardMarkdown
{
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
        Table(text, ["", ""], Facts(version, card));
        if (version.Evaluated is not null)
        {
            Line(
                text,
                "\nThe metrics below are of the model that had not seen the held-out rows. The version has "
                    + "learned them too, by the same recipe."
            );
        }

        EvaluationMarkdown.Write(text, card);
        WriteSentences(text, "What the metrics rest on", card.Remarks.Sentences());
        WriteSentences(text, "How it answers", card.Answers.Sentences());
        WriteSentences(text, "How it learned", card.TrainerNotes.Sentences());
        InsightMarkdown.WriteClusters(text, card.Clusters);
        WriteData(text, card.Data);
        InsightMarkdown.Write(text, card);
        return text.ToString();
    }

    private static IEnumerable<string[]> Facts(ModelVersion version, ModelCard card)
    {
        yield return ["Owner", card.Owner ?? "nobody named"];
        if (card.Sla.Count > 0)
        {
            var promises = card.Sla.OrderBy(promise => promise.Key, StringComparer.Ordinal);
            yield return ["Promised", string.Join(", ", promises.Select(promise => $"{promise.Key} = {Number(promise.Value)}"))];
        }

        yield return ["Predicts", card.Label is null ? card.Task.JsonName() : $"{card.Label} ({card.Task.JsonName()})"];
        yield return ["Trainer", $"{card.Trainer}, the best of {Number(card.Trials)} trials, seed {Number(card.Seed)}"];
        yield return
        [
            "Parameters",
            card.Parameters.Count == 0 ? "defaults" : string.Join(", ", card.Parameters.Select(p => $"{p.Key} = {Number(p.Value)}")),
        ];
        yield return ["Registered", $"{Time(version.Created)} UTC by {version.By}: {version.Reason}"];
        foreach (var rollback in card.Rollbacks ?? [])
        {
            yield return ["Rolled back", $"{Time(rollback.At)} UTC by {rollback.By}, to version {Number(rollback.To)}: {rollback.Reason}"];
        }

        yield return ["Run", version.Run];
        yield return ["Artifact", version.Artifact];
        if (version.Evaluated is { } judged)
        {
            yield return ["Judged as", judged];
        }

        yield return ["Code", version.Code];
    }

    private static void WriteSentences(StringBuilder text, string heading, IReadOnlyList<string> sentences)
    {
        if (sentences.Count > 0)
        {
            Line(text, $"\n## {heading}\n");
            sentences.ToList().ForEach(sentence => Line(text, $"- {Escape(sentence)}"));
        }
    }

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
        Table(text, ["column", "type", "role"], data.Columns.Select(c => new[] { c.Name, c.Type.JsonName(), c.Role.JsonName() }));
        Line(text, $"\n### Leaks\n");
        var leaks =
            data.Leaks.Count == 0
                ? "No column was found to give the label away."
                : string.Join("\n", data.Leaks.Select(leak => $"- {Escape(leak.Note.Sentence())}"));
        Line(text, $"{leaks}");
        if (data.Personal is { } personal)
        {
            Line(text, $"\n### Personal data\n");
            Line(text, $"{string.Join("\n", personal.Select(note => $"- {Escape(note.Sentence())}"))}");
        }
    }
}
