using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation.Insight;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Evaluation;

/// <summary>Finds out what a model looks at.</summary>
public static class InsightBuilder
{
    /// <summary>
    /// Asks a model of held-out rows: what its columns contribute, what it loses without each, and how its answers
    /// follow those that count most.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="modelBytes">Length of its file: a large model is asked of fewer rows.</param>
    /// <param name="rows">Rows that it has not learned from.</param>
    /// <param name="labels">What they really are: a number a row, or the index of the class.</param>
    /// <param name="metric">The metric that chooses.</param>
    /// <param name="seed">Seed of samples and shuffles.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    /// <param name="quantile">Of a number, the quantile that is predicted.</param>
    /// <returns>What was found: of clusters only what the columns contribute; null for anomalies and where there are no rows.</returns>
    public static ModelInsight? Of(
        TrainedModel model,
        long modelBytes,
        DataFrame rows,
        double[] labels,
        string metric,
        int seed,
        int threads,
        double quantile = Predictions.Median
    )
    {
        if (rows.RowCount == 0 || model.Task == ModelTask.Anomaly)
        {
            return null;
        }

        var budget = new InsightBudget(Math.Max(1, modelBytes));
        var importances = FeatureImportances.OfContributions(model, Take(budget.ExplainRows, stream: -1).Rows, threads);
        var words = WordEffects.Of(model, Take(InsightBudget.Texts, stream: -4).Rows);

        if (model.Task == ModelTask.Clustering)
        {
            return new(rows.RowCount, importances, [], []);
        }

        // What contributes nothing loses nothing; a model that cannot tell is asked of its first columns.
        string[] columns =
        [
            .. (
                importances.Count > 0
                    ? importances.Where(importance => importance.Share > 0).Select(importance => importance.Feature)
                    : model.Plan.Columns.Select(column => column.Column)
            ).Take(InsightBudget.Columns),
        ];
        var (shuffled, truth) = Take(budget.ShuffleRows(columns.Length), stream: -2);
        var permutations = FeatureImportances.OfShuffles(model, shuffled, truth, columns, metric, seed, threads, quantile);

        // There is no curve over texts of which each is new.
        string[] curves =
        [
            .. columns
                .Except(model.Plan.Columns.Where(column => column.Prose is not null).Select(column => column.Column))
                .Take(InsightBudget.Curves),
        ];
        return new(
            rows.RowCount,
            importances,
            permutations,
            PartialDependenceCurves.Of(model, Take(budget.CurveRows(curves.Length), stream: -3).Rows, curves, threads)
        )
        {
            Words = words,
        };

        (DataFrame Rows, double[] Labels) Take(int count, int stream)
        {
            var drawn = RowSampler.Draw(rows.RowCount, count, new(seed, stream));
            return (rows.Take(drawn), Array.ConvertAll(drawn, row => labels[row]));
        }
    }
}
