using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Evaluation.Insight;

/// <summary>
/// Finds the words that matter most to a model, by scoring texts that it has not learned from. So words are known by
/// name, although the model keeps only hashes.
/// </summary>
internal static class WordEffects
{
    /// <summary>
    /// Texts that must have a word before it is named. A word that only a few people wrote, such as a name or a number,
    /// is private.
    /// </summary>
    public const int LeastTexts = 5;

    /// <summary>Words named for each answer.</summary>
    private const int Named = 12;

    /// <summary>Characters read of all texts of a column.</summary>
    private const int MostCharacters = 400_000;

    /// <summary>Words times margins.</summary>
    private const int MostNumbers = 1 << 22;

    /// <summary>The words of each column of prose, for each answer.</summary>
    /// <param name="rows">Rows that it has not learned from.</param>
    public static IReadOnlyList<OutputWords> Of(TrainedModel model, DataFrame rows) =>
        [
            .. model
                .Plan.Columns.Where(plan => plan.Prose?.Tables.Count > 0)
                .SelectMany(plan => rows.Find(plan.Column) is TextColumn column ? Of(model, column) : []),
        ];

    private static IEnumerable<OutputWords> Of(TrainedModel model, TextColumn column)
    {
        var texts = Texts(column);
        var counts = texts
            .SelectMany(text => model.ExplainWords(column.Name, text).Select(word => word.Key))
            .CountBy(word => word, StringComparer.Ordinal)
            .Where(word => word.Value >= LeastTexts)
            .OrderByDescending(word => word.Value)
            .ThenBy(word => word.Key, StringComparer.Ordinal)
            .Take(MostNumbers / Math.Max(1, model.Model.OutputCount))
            .ToDictionary(StringComparer.Ordinal);
        var effects = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (
            var (word, margins) in texts
                .SelectMany(text => model.ExplainWords(column.Name, text))
                .Where(word => counts.ContainsKey(word.Key))
        )
        {
            if (!effects.TryGetValue(word, out var sums))
            {
                effects.Add(word, sums = new double[margins.Length]);
            }

            for (var k = 0; k < sums.Length; k++)
            {
                sums[k] += margins[k];
            }
        }

        return Answers(model)
            .Select(answer => new OutputWords(
                column.Name,
                answer.Name,
                [
                    .. effects
                        .Select(word => new WordEffect(
                            word.Key,
                            counts[word.Key],
                            answer.Sign * word.Value[answer.Margin] / counts[word.Key]
                        ))
                        .Where(word => word.Effect > 0)
                        .OrderByDescending(word => word.Effect * Spread(word.Texts / (double)texts.Count))
                        .ThenBy(word => word.Word, StringComparer.Ordinal)
                        .Take(Named),
                ]
            ))
            .Where(answer => answer.Words.Count > 0);
    }

    /// <summary>
    /// The standard deviation of whether a word is present. Times the word's effect, it measures how much answers
    /// differ because of the word: zero for a word that all texts have, and little for a rare one.
    /// </summary>
    private static double Spread(double share) => Math.Sqrt(share * (1 - share));

    private static List<string> Texts(TextColumn column)
    {
        var (texts, left) = (new List<string>(), MostCharacters);
        foreach (var code in column.Codes.Where(code => code >= 0))
        {
            left -= column.Levels[code].Length;
            if (left < 0 && texts.Count > 0)
            {
                break;
            }

            texts.Add(column.Levels[code]);
        }

        return texts;
    }

    private static IEnumerable<(string Name, int Margin, int Sign)> Answers(TrainedModel model) =>
        model.Task switch
        {
            ModelTask.Binary => [(model.Classes[0], 0, -1), (model.Classes[1], 0, 1)],
            ModelTask.Multiclass => model.Classes.Select((name, k) => (name, k, 1)),
            _ => [("lower", 0, -1), ("higher", 0, 1)],
        };
}
