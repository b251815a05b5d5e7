using MLOpsFunctions.Experiments;
using MLOpsFunctions.Features;
using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Shared.Tests.Experiments;

public sealed class ForecastBacktestTests
{
    [Fact]
    public void Each_point_in_time_is_forecast_by_what_was_learned_before_it_the_latest_first()
    {
        // The simplest guess without a past is the mean of the labels: 2 of the latest rows, 20 of the earlier ones; a
        // unit is 10 and 0 lies at 100.
        ForecastFold[] folds =
        [
            Fold([1, 3], truth: [100, 130], labels: [0, 3], row: 7),
            Fold([10, 30], truth: [300], labels: [20], row: 5),
        ];

        var backtest = ForecastBacktest.Run(
            TrainerSet.BuiltIn.Find(BuiltInTrainers.Baseline),
            [],
            folds,
            new(MLOpsFunctions.Definitions.ModelTask.Forecast, 1, 1)
        );

        Assert.Equal([120, 120, 300], backtest.Answers);
        Assert.Equal([100, 130, 300], backtest.Truth);
        Assert.Equal([-2, 1, 0], backtest.Errors.Values);
        Assert.Equal([1, 2, 1], backtest.Errors.Ahead);
        Assert.Equal([7, 8, 5], backtest.Errors.Rows);
        Assert.Equal([70, 80, 50], backtest.Errors.Steps);
        Assert.Equal(["series 1", "series 0", "series 1"], backtest.Errors.Series);
    }

    private static ForecastFold Fold(double[] learned, double[] truth, double[] labels, int row)
    {
        static TrainingSet Set(double[] labels) =>
            new(new([new("x", "x", FeatureKind.Numeric)], [new float[labels.Length]], labels.Length), labels, 0);
        int[] rows = [.. Enumerable.Range(row, truth.Length)];
        return new(
            new FeaturePlan(FeatureEncoding.Native, []),
            Set(learned),
            Set(labels),
            truth,
            new([.. truth.Select(_ => 100.0)], [.. truth.Select(_ => 10.0)], null),
            [.. truth.Select((_, i) => i + 1.0)],
            new ForecastOrigins(rows, [.. rows.Select(at => 10L * at)], [.. rows.Select(at => (10L * at) - 1)]),
            [.. rows.Select(at => $"series {at % 2}")]
        );
    }
}
