using MLOpsFunctions.Data;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Serving;

/// <summary>
/// Why a row was answered as it was: what each column added to the margin of the answer (<see cref="IExplainable"/>),
/// the features that come from one column taken together. Base and contributions add up to the margin: the number
/// itself or, for classes, the score of the chosen class before it becomes a probability and is calibrated (of the
/// second class where there are two). For clusters the margin is by how much the squared distance to the next-nearest
/// centre is the greater one, so that a column that adds to it speaks for the row's cluster and one that takes away for
/// the next. A column whose words are read names those that counted most.
/// </summary>
/// <param name="Base">What the model expects knowing nothing of the row.</param>
/// <param name="Columns">Columns that added something, the strongest first.</param>
public sealed record PredictionReasons(double Base, IReadOnlyList<ColumnReason> Columns)
{
    /// <summary>Rows explained at a time: a wide model with many classes needs a number for each of them and each feature.</summary>
    private const int Block = 256;

    /// <summary>Words named of a text: the first few tell, and a page has hundreds.</summary>
    private const int Words = 8;

    /// <summary>The reasons of every row of an answer; null where the model cannot give any.</summary>
    public static IReadOnlyList<PredictionReasons>? Of(ScoredBatch answer)
    {
        var (model, rows) = (answer.Served.Model, answer.Inputs);
        var reasons = new List<PredictionReasons>(rows.RowCount);
        while (reasons.Count < rows.RowCount)
        {
            int[] block = [.. Enumerable.Range(reasons.Count, Math.Min(Block, rows.RowCount - reasons.Count))];
            if (model.Explain(rows.Take(block)) is not { } explained)
            {
                return null;
            }

            for (var i = 0; i < block.Length; i++)
            {
                var margin = explained.MarginCount == 1 ? 0 : (int)answer.Predictions.Values[block[i]];
                reasons.Add(Of(explained, i, margin, column => WordsOf(model, rows, column, block[i], margin)));
            }
        }

        return reasons;
    }

    private static PredictionReasons Of(Explanations explained, int row, int margin, Func<string, IReadOnlyList<WordReason>> words)
    {
        var contributions = explained.Of(row, margin);
        var columns = new List<ColumnReason>(contributions.Length);
        for (var c = 0; c < contributions.Length; c++)
        {
            if (contributions[c] != 0)
            {
                columns.Add(new(explained.Columns[c], contributions[c]) { Words = words(explained.Columns[c]) });
            }
        }

        return new(
            explained.Base(row, margin),
            [.. columns.OrderByDescending(column => Math.Abs(column.Contribution)).ThenBy(column => column.Column, StringComparer.Ordinal)]
        );
    }

    private static IReadOnlyList<WordReason> WordsOf(TrainedModel model, DataFrame rows, string column, int row, int margin) =>
        rows.Find(column) is TextColumn texts && !texts.IsMissing(row)
            ?
            [
                .. model
                    .ExplainWords(column, texts.Levels[texts.Codes[row]])
                    .Select(word => new WordReason(word.Key, word.Value[margin]))
                    .Where(word => word.Contribution != 0)
                    .OrderByDescending(word => Math.Abs(word.Contribution))
                    .ThenBy(word => word.Word, StringComparer.Ordinal)
                    .Take(Words),
            ]
            : [];
}

/// <summary>What a column added to an answer.</summary>
/// <param name="Contribution">What it added to the margin; negative: took away.</param>
public sealed record ColumnReason(string Column, double Contribution)
{
    /// <summary>Of a text that is read for its words, those that counted most, the strongest first.</summary>
    public IReadOnlyList<WordReason> Words { get; init; } = [];
}

/// <summary>
/// What a word or a pair of words added to an answer by being in the text, its characters included; a text without it
/// adds nothing here.
/// </summary>
/// <param name="Word">The word as the model reads it, in small letters.</param>
/// <param name="Contribution">What it added to the margin; negative: took away.</param>
public sealed record WordReason(string Word, double Contribution);
