using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation.Insight;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Evaluation;

/// <summary>Finds what a model depends on.</summary>
public static class InsightBuilder
{
    /// <summary>
    /// Scores held-out rows to find what each column contributes, what the model loses without it, and how the answers
    /// depend on the most important columns.
    /// </summary>
    /// <param name="modelBytes">Length of its file: a large model is asked about fewer rows.</param>
    /// <param name="rows">Rows that it has not learned from.</param>
    /// <param name="labels">The true values: a number, or the index of the class, for each row.</param>
    /// <param name="metric">The metric that chooses.</param>
    /// <param name="seed">Seed of samples and shuffles.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    /// <param name="quantile">Of a number, the quantile that is predicted.</param>
    /// <param name="units">Of a forecast, what errors in the rows are measured in.</param>
    /// <returns>The insight; of clusters only the contributions of columns; null for anomalies and if there are no
    /// rows.</returns>
    public static ModelInsight? Of(
        TrainedModel model,
        long modelBytes,
        DataFrame rows,
        double[] labels,
        string metric,
        int seed,
        int threads,
        double quantile = Predictions.Median,
        ForecastUnits? units = null
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

        // A column that contributes nothing loses nothing. If a model has no contributions, its first columns are used.
        string[] columns =
        [
            .. (
                importances.Count > 0
                    ? importances.Where(importance => importance.Share > 0).Select(importance => importance.Feature)
                    : model.Plan.Columns.Select(column => column.Column)
            ).Take(InsightBudget.Columns),
        ];
        var (shuffled, truth, own) = Take(budget.ShuffleRows(columns.Length), stream: -2);
        var permutations = FeatureImportances.OfShuffles(model, shuffled, truth, columns, metric, seed, threads, quantile, own);

        // No curve is possible if each text is new.
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

        (DataFrame Rows, double[] Labels, ForecastUnits? Units) Take(int count, int stream)
        {
            var drawn = RowSampler.Draw(rows.RowCount, count, new(seed, stream));
            return (rows.Take(drawn), Array.ConvertAll(drawn, row => labels[row]), units?.Take(drawn));
        }
    }
}
