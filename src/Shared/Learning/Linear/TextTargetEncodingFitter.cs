using MLOpsFunctions.Data;
using MLOpsFunctions.Features;
using MLOpsFunctions.Features.Ngrams;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Linear;

/// <summary>
/// Learns scores of text columns for models that take no n-grams: a linear model of one column alone
/// (<see cref="TextTargetEncoding"/>). A training row is scored by a model of the other rows, as a new row would be:
/// its own label would make the words look better than they are (Wolpert, Stacked Generalization, Neural Networks 5,
/// 1992).
/// </summary>
/// <param name="frame">The rows.</param>
/// <param name="rows">The training rows.</param>
/// <param name="context">The settings of the training.</param>
internal sealed class TextTargetEncodingFitter(DataFrame frame, int[] rows, TrainingContext context)
{
    /// <summary>Parts of the rows, each scored by a model of the others. Equal texts are in the same part.</summary>
    private const int Folds = 5;

    /// <summary>Fewest rows with a text.</summary>
    private const int FewestTexts = 100;

    /// <summary>Most entries times outputs, so that learning takes seconds.</summary>
    private const long MostProducts = 6_000_000;

    private readonly LinearTrainer _trainer = new();

    /// <summary>
    /// Adds the scores of each text column to a plan in the native form and to the rows that were encoded by it. A
    /// table of texts alone stays as it is, because a linear model knows all of it.
    /// </summary>
    public (FeaturePlan Plan, TrainingSet Training) Add(FeaturePlan plan, TrainingSet training)
    {
        var proses = plan.Columns.Count(column => column.Prose is not null);
        var outputs = training.ClassCount > 2 ? training.ClassCount : 1;
        if (
            plan.Columns.Count == 1
            || proses == 0
            || outputs > TextTargetEncoding.MostOutputs
            || !Array.TrueForAll(training.Labels, label => Math.Abs(label) <= LinearTrainer.LargestLabel)
        )
        {
            return (plan, training);
        }

        var found = plan.Columns.Select(column => column.Prose is null ? null : Learn(column, training, proses, outputs)).ToList();
        var scored = new FeaturePlan(
            plan.Encoding,
            [
                .. plan.Columns.Zip(
                    found,
                    (column, own) => own is null ? column : column with { Prose = column.Prose! with { Scores = own.Scores } }
                ),
            ]
        );
        var features = training.Features;
        var known = features
            .Features.Zip(features.Columns)
            .Concat(found.SelectMany((own, i) => own is null ? [] : FeaturesOf(scored.Columns[i]).Zip(own.Training)))
            .ToDictionary(feature => feature.First.Name, feature => feature.Second, StringComparer.Ordinal);
        return (
            scored,
            training with
            {
                Features = new(scored.Features, [.. scored.Features.Select(feature => known[feature.Name])], features.RowCount),
            }
        );
    }

    private static IEnumerable<FeatureInfo> FeaturesOf(ColumnPlan column) => Features.Encoders.ColumnEncoder.Scores(column);

    /// <summary>
    /// The scores of one column, and those of the training rows; null if there is too little to learn, or too much.
    /// </summary>
    private FittedTextTargetEncoding? Learn(ColumnPlan plan, TrainingSet training, int proses, int outputs)
    {
        var column = (TextColumn)frame.Find(plan.Column)!;
        var folds = Array.ConvertAll(
            rows,
            row => column.Codes[row] < 0 ? -1 : (int)(StableHash.Of(column.Levels[column.Codes[row]]) % Folds)
        );
        var tables = TfidfFitter.Fit(column, rows, proses, outputs, characters: false);
        var entries = tables.Sum(table => table.Counts.Sum(count => (long)count));
        bool Counts(int i) => training.Weights is not { } weights || weights[i] > 0;
        var each = Enumerable.Range(0, rows.Length).Where(i => folds[i] >= 0 && Counts(i)).CountBy(i => folds[i]).ToList();
        if (tables.Count == 0 || entries * outputs > MostProducts || each.Count < Folds || each.Sum(fold => fold.Value) < FewestTexts)
        {
            return null;
        }

        var block = TfidfEncoder.Encode(plan.Column, new(plan.Prose!.Texts, tables, null), column, rows, rows.Length, context.Threads);
        var all = training with { Features = new([], [], rows.Length, [block]) };
        var scores = Enumerable.Range(0, outputs).Select(_ => Enumerable.Repeat(float.NaN, rows.Length).ToArray()).ToArray();
        var parameters = new TrainerParameters();
        for (var fold = 0; fold < Folds; fold++)
        {
            var (others, own) = (Part(all, i => folds[i] >= 0 && folds[i] != fold), Part(all, i => folds[i] == fold));

            // The first part also chooses the penalty.
            var outcome = _trainer.Train(others, fold == 0 ? own : null, parameters, context);
            parameters = outcome.Fitted;
            Score((LinearModel)outcome.Model, block, i => folds[i] == fold, scores);
        }

        var whole = (LinearModel)_trainer.Train(Part(all, i => folds[i] >= 0), null, parameters, context).Model;
        return new(TextTargetEncoding.Of(tables, outputs, whole.Blocks[0].Weights), scores);
    }

    private static TrainingSet Part(TrainingSet all, Func<int, bool> isIn)
    {
        int[] rows = [.. Enumerable.Range(0, all.Labels.Length).Where(isIn)];
        return all with
        {
            Features = all.Features.Take(rows),
            Labels = Array.ConvertAll(rows, row => all.Labels[row]),
            Weights = all.Weights is { } weights ? Array.ConvertAll(rows, row => weights[row]) : null,
        };
    }

    /// <summary>The contribution of the n-grams of some rows to each margin, without the intercept.</summary>
    private static void Score(LinearModel model, SparseBlock block, Func<int, bool> isIn, float[][] scores)
    {
        var margins = new double[scores.Length];
        for (var row = 0; row < block.RowCount; row++)
        {
            if (isIn(row))
            {
                Array.Clear(margins);
                model.Blocks[0].Add(block, row, margins);
                for (var k = 0; k < margins.Length; k++)
                {
                    scores[k][row] = (float)Math.Clamp(margins[k], -float.MaxValue, float.MaxValue);
                }
            }
        }
    }

    private sealed record FittedTextTargetEncoding(TextTargetEncoding Scores, float[][] Training);
}
