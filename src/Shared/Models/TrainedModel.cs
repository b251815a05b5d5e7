using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Features.Ngrams;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models.Calibration;

namespace MLOpsFunctions.Models;

/// <summary>
/// A model with the feature plan that encodes its rows and the rule that makes answers of its scores. Immutable, safe
/// for any number of threads.
/// </summary>
public sealed class TrainedModel
{
    /// <summary>Rows of prose encoded at a time: a text may have tens of thousands of n-grams.</summary>
    private const int ProseRows = 4096;

    public required ModelTask Task { get; init; }

    /// <summary>Class names by index; empty where the answer is a number.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The column it predicts; null for tasks without one.</summary>
    public required string? Label { get; init; }

    /// <summary>The columns it takes.</summary>
    public required IReadOnlyList<ColumnSchema> Signature { get; init; }

    /// <summary>The plan that encodes the columns.</summary>
    public required FeaturePlan Plan { get; init; }

    /// <summary>The model that scores encoded rows.</summary>
    public required IModel Model { get; init; }

    /// <summary>How scores become answers; null: they are probabilities, and the most probable class is the answer.</summary>
    public DecisionRule? Rule { get; init; }

    /// <summary>
    /// The levels of the category columns in the training data; null in versions that are older than this property.
    /// </summary>
    public KnownLevels? Levels { get; init; }

    /// <summary>What a forecast starts from; null for other tasks.</summary>
    internal ForecastState? Series { get; init; }

    /// <summary>Whether answers have an interval.</summary>
    public bool HasInterval => Series?.Interval is not null;

    /// <summary>The same model with other series.</summary>
    internal TrainedModel With(ForecastState series) => With(Model, series);

    /// <summary>The same recipe and answers, from this model.</summary>
    internal TrainedModel With(IModel model) => With(model, Series);

    private TrainedModel With(IModel model, ForecastState? series) =>
        new()
        {
            Task = Task,
            Classes = Classes,
            Label = Label,
            Signature = Signature,
            Plan = Plan,
            Model = model,
            Rule = Rule,
            Levels = Levels,
            Series = series,
        };

    /// <summary>Predicts every row.</summary>
    /// <exception cref="ProblemException">A column holds something else than in training.</exception>
    public Predictions Predict(DataFrame rows, int threads = 1)
    {
        if (Series is not null)
        {
            return Forecast(Series, rows, threads);
        }

        if (Plan.BlockWidths.Count == 0 || rows.RowCount <= ProseRows)
        {
            return Predict(Encode(rows, threads), threads);
        }

        var scores = new double[rows.RowCount * Model.OutputCount];
        for (var from = 0; from < rows.RowCount; from += ProseRows)
        {
            int[] part = [.. Enumerable.Range(from, Math.Min(ProseRows, rows.RowCount - from))];
            Model.ScoreAll(
                Plan.Encode(rows, part, threads),
                scores.AsSpan(from * Model.OutputCount, part.Length * Model.OutputCount),
                threads
            );
        }

        return Rule?.Read(Task, Classes, scores) ?? Predictions.FromScores(Task, Classes, scores);
    }

    private Predictions Forecast(ForecastState series, DataFrame rows, int threads)
    {
        var extended = series.Extend(rows, threads);
        var encoded = Encode(extended, threads);
        var predictions = Predict(encoded, threads);
        if (series.Interval is not { } interval)
        {
            return predictions;
        }

        var (lows, highs) = interval.Around(series.Plan, extended, encoded.Scale!, predictions.Values, threads);
        return predictions with { Lows = lows, Highs = highs };
    }

    /// <summary>
    /// Encodes rows for the model. Rows of a forecast get what is known of their series, unless they have it already.
    /// </summary>
    /// <exception cref="ProblemException">A column holds something else than in training.</exception>
    internal EncodedRows Encode(DataFrame rows, int threads = 1)
    {
        var extended = Series?.Extend(rows, threads) ?? rows;
        return new(Plan.Encode(extended, threads: threads), Series?.Plan.ScaleOf(extended));
    }

    /// <summary>Predicts every encoded row.</summary>
    internal Predictions Predict(EncodedRows rows, int threads = 1)
    {
        var scores = new double[rows.Features.RowCount * Model.OutputCount];
        Model.ScoreAll(rows.Features, scores, threads);
        return Rule?.Read(Task, Classes, scores) ?? Predictions.FromScores(Task, Classes, rows.Scale?.Restore(scores) ?? scores);
    }

    /// <summary>
    /// What each column of <see cref="Plan"/> contributed to each row's margins; null if the model cannot tell.
    /// Features of one column are added up.
    /// </summary>
    /// <exception cref="ProblemException">A column holds something else than in training.</exception>
    public Explanations? Explain(DataFrame rows, int threads = 1)
    {
        if (Model is not IExplainable explainable)
        {
            return null;
        }

        var columns = Plan.Columns.Select(column => column.Column).ToArray();
        var index = columns.Select((name, i) => (name, i)).ToDictionary(entry => entry.name, entry => entry.i, StringComparer.Ordinal);
        var (features, scale) = Encode(rows, threads);
        int[] columnOf =
        [
            .. features.Features.Select(feature => index[feature.Source]),
            .. features.Blocks.SelectMany(block => Enumerable.Repeat(index[block.Source], block.Width)),
        ];
        var byColumn = new double[features.RowCount * explainable.MarginCount * (columns.Length + 1)];
        explainable.ExplainColumns(features, columnOf, columns.Length, byColumn, threads);
        for (var row = 0; scale is not null && row < features.RowCount; row++)
        {
            var own = byColumn.AsSpan(row * (columns.Length + 1), columns.Length + 1);
            foreach (ref var contribution in own)
            {
                contribution *= scale.Scale[row];
            }

            own[^1] += scale.Level[row];
        }

        return new(columns, explainable.MarginCount, byColumn);
    }

    /// <summary>
    /// What the words of a text contribute to the margins; empty if the model does not read the column's words. The
    /// words and the rest of the text add up to the column's contribution.
    /// </summary>
    /// <param name="column">A column of <see cref="Plan"/>.</param>
    /// <param name="text">A cell of it.</param>
    /// <returns>Each word or pair of words once, with one number for each margin.</returns>
    internal IReadOnlyList<KeyValuePair<string, double[]>> ExplainWords(string column, string text)
    {
        var proses = Plan.Columns.Where(plan => plan.Prose?.Tables.Count > 0).ToList();
        var block = proses.FindIndex(plan => plan.Column == column);
        if (block < 0 || Model is not MLOpsFunctions.Learning.Linear.LinearModel linear)
        {
            return [];
        }

        var words = new OrderedDictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var (word, feature, value) in WordAttribution.Of(proses[block].Prose!, text))
        {
            if (!words.TryGetValue(word, out var margins))
            {
                words.Add(word, margins = new double[linear.MarginCount]);
            }

            linear.Blocks[block].Add(feature, value, margins);
        }

        return [.. words];
    }

    /// <summary>Writes the model file; equal models write equal bytes.</summary>
    public void Write(Stream stream) => TrainedModelFormat.Write(this, stream);

    /// <summary>Reads a model file.</summary>
    /// <param name="file">The whole file; it must not change while the model is in use.</param>
    /// <param name="kinds">The kinds of models that may be in it.</param>
    /// <exception cref="InvalidModelException">The bytes are not a model file.</exception>
    public static TrainedModel Read(byte[] file, ModelKinds kinds) => TrainedModelFormat.Read(file, kinds);
}
