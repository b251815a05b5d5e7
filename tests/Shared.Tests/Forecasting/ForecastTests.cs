using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Shared.Tests.Forecasting;

public sealed class ForecastTests
{
    private static readonly DataFrame Frame = SampleSeries.Make(days: 200);

    [Theory]
    [InlineData("gbdt")]
    [InlineData("linear")]
    [InlineData("smoothing")]
    [InlineData("combination")]
    public void Shops_that_grow_are_forecast_beyond_all_that_was_seen(string trainer)
    {
        var model = Train(trainer);

        var (rows, truth) = Future();
        var errors = model.Predict(rows).Values.Zip(truth, (answer, actual) => Math.Abs(answer - actual) / actual).ToArray();
        var naive = Train("baseline").Predict(rows).Values.Zip(truth, (answer, actual) => Math.Abs(answer - actual) / actual).ToArray();

        // The noise alone is 2.5% of the truth on average.
        Assert.InRange(errors.Average(), 0, 0.07);
        Assert.True(errors.Average() < naive.Average(), $"{errors.Average()} against {naive.Average()}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_model_file_goes_on_from_the_same_series(bool byErrors)
    {
        var model = Train("gbdt");
        model = byErrors
            ? model.With(
                model.Series! with
                {
                    Interval = new ErrorInterval(0.8, [.. Enumerable.Range(1, model.Series.Plan.Horizon).Select(ahead => 0.01 * ahead)])
                    {
                        Unknown = 3,
                    },
                }
            )
            : model;
        var (first, second) = (new MemoryStream(), new MemoryStream());
        model.Write(first);
        var read = TrainedModel.Read(first.ToArray(), ModelKinds.BuiltIn);
        read.Write(second);

        var (rows, _) = Future();
        var (expected, actual) = (model.Predict(rows), read.Predict(rows, threads: 2));
        Assert.Equal(first.ToArray(), second.ToArray());
        Assert.Equal(expected.Values, actual.Values);
        Assert.Equal(expected.Lows, actual.Lows);
        Assert.Equal(expected.Highs, actual.Highs);
    }

    [Fact]
    public void Intervals_hold_about_the_share_of_truths_that_they_are_to_hold()
    {
        var (rows, truth) = Future();
        var answers = Train("gbdt").Predict(rows);

        var held =
            truth.Where((actual, row) => actual >= answers.Lows![row] && actual <= answers.Highs![row]).Count() / (double)truth.Length;
        Assert.InRange(held, 0.6, 1);
        Assert.All(Enumerable.Range(0, truth.Length), row => Assert.InRange(answers.Values[row], answers.Lows![row], answers.Highs![row]));
        Assert.All(Enumerable.Range(0, truth.Length), row => Assert.InRange(answers.Highs![row] - answers.Lows![row], 0, truth[row]));
    }

    [Fact]
    public void A_width_for_unknown_series_below_zero_is_refused()
    {
        var model = Train("baseline");
        var file = new MemoryStream();
        model.With(model.Series! with { Interval = model.Series.Interval! with { Unknown = -1 } }).Write(file);

        Assert.Contains(
            "out of bounds",
            Assert.Throws<InvalidModelException>(() => TrainedModel.Read(file.ToArray(), ModelKinds.BuiltIn)).Message
        );
    }

    [Fact]
    public void Noise_is_best_guessed_at_its_mean()
    {
        var random = new Random(4);
        var frame = new DataFrame(
            [
                .. Frame.Columns.Where(column => column.Name != "sales"),
                new NumberColumn("sales", [.. Enumerable.Range(0, Frame.RowCount).Select(_ => 50 + (10 * random.NextDouble()))]),
            ],
            Frame.RowCount
        );
        var answers = Train("baseline", frame).Predict(Future().Rows).Values;

        // The last value would lie 2.5 off on average; the mean of four weeks does so by 0.5.
        Assert.All(answers, answer => Assert.InRange(answer, 53, 57));
    }

    [Fact]
    public void An_interval_with_another_number_of_widths_than_steps_is_refused()
    {
        var model = Train("baseline");
        var file = new MemoryStream();
        model.With(model.Series! with { Interval = new ErrorInterval(0.8, [1, 2]) }).Write(file);

        Assert.Contains(
            "width for each step",
            Assert.Throws<InvalidModelException>(() => TrainedModel.Read(file.ToArray(), ModelKinds.BuiltIn)).Message
        );
    }

    [Theory]
    [InlineData("gbdt")]
    [InlineData("smoothing")]
    [InlineData("seasonal")]
    [InlineData("combination")]
    public void Contributions_add_up_to_the_answer(string trainer)
    {
        var (rows, _) = Future();
        var model = Train(trainer);
        var (explained, answers) = (model.Explain(rows)!, model.Predict(rows).Values);

        Assert.All(
            Enumerable.Range(0, answers.Length),
            row => Assert.Equal(answers[row], explained.Base(row, 0) + explained.Of(row, 0).ToArray().Sum(), 1e-5 * Math.Abs(answers[row]))
        );
    }

    [Fact]
    public void A_combination_is_the_mean_of_smoothing_theta_and_earlier_seasons()
    {
        var (rows, _) = Future();
        var parts = Array.ConvertAll(["smoothing", "theta", "seasonal"], part => Train(part).Predict(rows).Values);
        var answers = Train("combination").Predict(rows).Values;

        Assert.All(
            Enumerable.Range(0, answers.Length),
            row => Assert.Equal(parts.Average(part => part[row]), answers[row], 1e-5 * Math.Abs(answers[row]))
        );
    }

    [Fact]
    public void The_baseline_is_the_naive_forecast_that_errs_least()
    {
        var model = Train("baseline");

        Assert.Equal("seasonal-naive", model.Model.Kind);
        var (days, shops, sales) = (
            ((TimeColumn)Frame.Find("day")!).Ticks,
            ((TextColumn)Frame.Find("shop")!).Codes,
            ((NumberColumn)Frame.Find("sales")!).Values
        );
        var (rows, _) = Future();
        var answers = model.Predict(rows).Values;
        for (var shop = 0; shop < 4; shop++)
        {
            var row = Enumerable
                .Range(0, sales.Length)
                .Single(row => days[row] == SampleSeries.Start.AddDays(193).Ticks && shops[row] == shop);
            Assert.Equal(sales[row], answers[shop], 1e-4 * sales[row]);
        }
    }

    private static TrainedModel Train(string name, DataFrame? other = null)
    {
        int[] training = [.. Enumerable.Range(0, 600)],
            validation = [.. Enumerable.Range(600, 100)];
        var frame = other ?? Frame;
        var plan = SeriesPlanFit.Fit(frame, SampleSeries.Schema, training, validation, "sales", new());
        var history = plan.HistoryOf(frame, whole: true);
        var sales = ((NumberColumn)frame.Find("sales")!).Values;
        var trainer = BuiltInTrainers.BuiltIn.Single(trainer => trainer.Name == name);
        var (seen, steps, origins) = Backtest.TrainingOrigins(training, plan.StepsOf(frame, training), plan.Horizon, 1);
        var rows = plan.Extend(frame.Take(seen), history, steps, origins, 2);
        var at = plan.StepsOf(frame, validation);
        var held = plan.Extend(frame.Take(validation), history, at, Backtest.RollingOrigins(at, plan.Horizon), 2);
        var context = new TrainingContext(ModelTask.Forecast, 1, 2);

        var (features, set, test) = Sets(trainer.Encoding);
        var (native, nativeSet, nativeTest) = Sets(FeatureEncoding.Native);
        return new()
        {
            Task = ModelTask.Forecast,
            Classes = [],
            Label = "sales",
            Signature = [.. SampleSeries.Schema.Where(column => plan.Inputs.Contains(column.Name))],
            Plan = features,
            Model = trainer.Train(set, test, new(), context).Model,
            Series = new(plan, plan.HistoryOf(frame, whole: false), QuantileInterval.Fit(native, nativeSet, nativeTest, 0.8, context)),
        };

        (FeaturePlan Plan, TrainingSet Training, TrainingSet Held) Sets(FeatureEncoding encoding)
        {
            var fitted = FeaturePlan
                .Fit(rows, plan.Learned(rows), [.. Enumerable.Range(0, rows.RowCount)], new(), encoding)
                .WithoutPassingTimes(rows);
            return (
                fitted,
                new(fitted.Encode(rows), plan.ScaleOf(rows)!.Normalise(Array.ConvertAll(seen, row => sales[row])), 0),
                new(fitted.Encode(held), plan.ScaleOf(held)!.Normalise(Array.ConvertAll(validation, row => sales[row])), 0)
            );
        }
    }

    /// <summary>Two weeks after the last known day, and what they will bring but for noise.</summary>
    private static (DataFrame Rows, double[] Truth) Future()
    {
        var rows = Enumerable.Range(0, 14).SelectMany(day => Enumerable.Range(0, 4), (day, shop) => (day: 200 + day, shop)).ToArray();
        return (
            new(
                [
                    new TimeColumn("day", [.. rows.Select(row => SampleSeries.Start.AddDays(row.day).Ticks)]),
                    new TextColumn("shop", [.. rows.Select(row => row.shop)], ["shop 0", "shop 1", "shop 2", "shop 3"]),
                    new NumberColumn("size", [.. rows.Select(row => 100.0 * (row.shop + 1))]),
                ],
                rows.Length
            ),
            [.. rows.Select(row => SampleSeries.Sales(row.shop, row.day))]
        );
    }
}
