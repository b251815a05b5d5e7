using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Evaluation.Insight;

/// <summary>How important each column is.</summary>
internal static class FeatureImportances
{
    /// <summary>
    /// The mean size of each column's contributions to all margins, as shares, greatest first; empty if the model
    /// cannot tell or nothing contributes.
    /// </summary>
    public static IReadOnlyList<FeatureImportance> OfContributions(TrainedModel model, DataFrame rows, int threads)
    {
        if (model.Explain(rows, threads) is not { } explained)
        {
            return [];
        }

        var sizes = new double[explained.Columns.Count];
        for (var row = 0; row < rows.RowCount; row++)
        {
            for (var margin = 0; margin < explained.MarginCount; margin++)
            {
                var contributions = explained.Of(row, margin);
                for (var c = 0; c < sizes.Length; c++)
                {
                    sizes[c] += Math.Abs(contributions[c]);
                }
            }
        }

        var total = sizes.Sum();
        return total > 0
            ?
            [
                .. explained
                    .Columns.Zip(sizes, (column, size) => new FeatureImportance(column, size / total))
                    .OrderByDescending(share => share.Share)
                    .ThenBy(share => share.Feature, StringComparer.Ordinal),
            ]
            : [];
    }

    /// <summary>
    /// How much worse the metric gets when a column's values are shuffled, greatest first. All features of a column are
    /// shuffled together.
    /// </summary>
    /// <param name="rows">Rows that it has not learned from.</param>
    /// <param name="labels">The true values.</param>
    /// <param name="columns">Columns to shuffle.</param>
    /// <param name="seed">Seed of the shuffles.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    /// <param name="quantile">Of a number, the quantile that is predicted.</param>
    public static IReadOnlyList<PermutationImportance> OfShuffles(
        TrainedModel model,
        DataFrame rows,
        double[] labels,
        IReadOnlyList<string> columns,
        string metric,
        int seed,
        int threads,
        double quantile = Predictions.Median,
        ForecastUnits? units = null
    )
    {
        var (features, scale) = model.Encode(rows, threads);
        var sign = MetricNames.HigherIsBetter(metric) ? 1 : -1;
        var whole = Evaluator.Measure(
            metric,
            model.Predict(new EncodedRows(features, scale), threads) with
            {
                Quantile = quantile,
                Units = units,
            },
            labels
        );
        var found = new List<PermutationImportance>();
        for (var c = 0; c < columns.Count; c++)
        {
            var losses = new double[InsightBudget.Shuffles];
            for (var s = 0; s < losses.Length; s++)
            {
                var shuffled = Shuffled(features, columns[c], RowSampler.Shuffle(rows.RowCount, new(seed, (c * losses.Length) + s)));
                losses[s] =
                    sign
                    * (
                        whole
                        - Evaluator.Measure(
                            metric,
                            model.Predict(new EncodedRows(shuffled, scale), threads) with
                            {
                                Quantile = quantile,
                                Units = units,
                            },
                            labels
                        )
                    );
            }

            var mean = losses.Average();
            if (!double.IsNaN(mean))
            {
                found.Add(
                    new(columns[c], metric, mean, Math.Sqrt(losses.Sum(loss => (loss - mean) * (loss - mean)) / (losses.Length - 1)))
                );
            }
        }

        return [.. found.OrderByDescending(importance => importance.Loss).ThenBy(importance => importance.Column, StringComparer.Ordinal)];
    }

    private static FeatureMatrix Shuffled(FeatureMatrix features, string column, int[] order)
    {
        var columns = new float[features.Columns.Length][];
        for (var f = 0; f < columns.Length; f++)
        {
            var values = features.Columns[f];
            columns[f] = features.Features[f].Source == column ? Array.ConvertAll(order, row => values[row]) : values;
        }

        return new(
            features.Features,
            columns,
            features.RowCount,
            [.. features.Blocks.Select(block => block.Source == column ? block.Take(order) : block)]
        )
        {
            Rows = features.Rows is { } rows
                ? new([.. rows.Columns.Select(cells => cells.Name == column ? cells.Take(order) : cells)], rows.RowCount)
                : null,
        };
    }
}
