using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Models.Calibration;

namespace MLOpsFunctions.Shared.Tests.Models.Calibration;

public sealed class CalibrationTests
{
    [Theory]
    [InlineData(0.5, 0.3)]
    [InlineData(2.0, -1.0)]
    public void Platts_curve_is_found_again(double slope, double offset)
    {
        var (scores, labels) = Draw(20_000, 1, score => Sigmoid((slope * Odds(score)) + offset));

        var fitted = PlattScaling.Fit(scores, labels)!;

        Assert.Equal(slope, fitted.Slope, 0.1 * slope);
        Assert.Equal(offset, fitted.Offset, 0.1);
    }

    [Fact]
    public void A_line_through_groups_finds_any_rising_curve()
    {
        double Truth(double score) => score < 0.5 ? 0.1 : 0.7 + (0.2 * score);
        var (scores, labels) = Draw(20_000, 2, Truth);

        var line = IsotonicRegression.Fit(scores, labels);

        foreach (var score in new[] { 0.1, 0.25, 0.4, 0.6, 0.75, 0.9 })
        {
            Assert.Equal(Truth(score), Apply(line, score), 0.05);
        }
    }

    [Fact]
    public void The_method_that_is_better_on_rows_it_has_not_seen_is_chosen_and_none_where_rows_are_few()
    {
        var logistic = Draw(900, 3, score => Sigmoid((0.4 * Odds(score)) + 0.5));
        var step = Draw(5_000, 3, score => score < 0.5 ? 0.1 : 0.9);

        Assert.Equal(CalibrationMethod.Platt, Calibrator.Fit(logistic.Scores, logistic.Labels)!.Calibration.Method);
        Assert.Equal(CalibrationMethod.Isotonic, Calibrator.Fit(step.Scores, step.Labels)!.Calibration.Method);
        Assert.Null(Calibrator.Fit(logistic.Scores[..99], logistic.Labels[..99]));
        Assert.Null(Calibrator.Fit(step.Scores, new double[5_000]));
    }

    /// <summary>
    /// Scores that say too little in the first half and too much in the second: every curve through all rows fits what
    /// is over.
    /// </summary>
    [Fact]
    public void What_does_not_last_is_not_learned_from_rows_in_the_order_of_time()
    {
        var (scores, labels) = Drifting(offset: third =>
            third switch
            {
                0 => -2,
                1 => 0,
                _ => 1.5,
            }
        );
        var shuffled = Enumerable.Range(0, labels.Length).OrderBy(row => MLOpsFunctions.Numerics.StableHash.Mix((ulong)row)).ToArray();

        Assert.NotNull(Calibrator.Fit(scores, labels));
        Assert.Null(Calibrator.Fit(scores, labels, [.. Enumerable.Range(0, labels.Length)]));

        // The same rows stored in another order are the same rows.
        var places = new int[shuffled.Length];
        for (var place = 0; place < places.Length; place++)
        {
            places[shuffled[place]] = place;
        }

        Assert.Null(Calibrator.Fit([.. shuffled.Select(row => scores[row])], [.. shuffled.Select(row => labels[row])], places));
    }

    [Fact]
    public void What_lasts_is_learned_from_rows_in_the_order_of_time()
    {
        var (scores, labels) = Drifting(offset: _ => -1);
        var fitted = Calibrator.Fit(scores, labels, [.. Enumerable.Range(0, labels.Length)])!;

        Assert.True(fitted.After < fitted.Before);
        Assert.Equal(Sigmoid(-1), Apply(fitted.Calibration, 0.5), 0.05);
    }

    [Fact]
    public void Overconfident_probabilities_come_true_as_often_as_they_say()
    {
        var (scores, labels) = Draw(8_000, 4, score => Sigmoid(0.4 * Odds(score)));
        var (fitted, before, after, rows, _) = Calibrator.Fit(scores, labels)!;
        var fresh = Draw(8_000, 5, score => Sigmoid(0.4 * Odds(score)));
        fitted.Apply(fresh.Scores, 1);

        Assert.True(after < before);
        Assert.Equal(8_000, rows);
        foreach (var tenth in fresh.Scores.Zip(fresh.Labels).OrderBy(row => row.First).Chunk(800))
        {
            Assert.Equal(tenth.Average(row => row.First), tenth.Average(row => row.Second), 0.05);
        }
    }

    [Fact]
    public void Each_row_is_calibrated_by_a_fit_that_has_not_seen_its_label()
    {
        var (scores, labels) = Draw(900, 4, score => Sigmoid(0.4 * Odds(score)));
        var fitted = Calibrator.Fit(scores, labels)!;
        var turned = (double[])labels.Clone();
        turned[7] = 1 - turned[7];

        var losses = fitted.HeldOut.Zip(labels, (score, label) => -Math.Log(label == 1 ? score : 1 - score));
        Assert.Equal(fitted.After, losses.Average(), 1e-9);
        Assert.Equal(fitted.HeldOut[7], Calibrator.Fit(scores, turned)!.HeldOut[7]);
        Assert.NotEqual(fitted.HeldOut, Calibrator.Fit(scores, turned)!.HeldOut);
    }

    [Fact]
    public void A_temperature_is_found_again_and_leaves_the_most_probable_class()
    {
        var random = new Random(6);
        var (scores, labels) = (new double[30_000], new double[10_000]);
        for (var row = 0; row < labels.Length; row++)
        {
            var z = new[] { 3 * random.NextDouble(), 3 * random.NextDouble(), 3 * random.NextDouble() };
            var truth = Softmax(z, 1);
            var draw = random.NextDouble();
            labels[row] =
                draw < truth[0] ? 0
                : draw < truth[0] + truth[1] ? 1
                : 2;
            Softmax(z, 2.5).CopyTo(scores, row * 3);
        }

        var (fitted, before, after, _, _) = Calibrator.Fit(scores, labels)!;
        var rule = new DecisionRule(fitted, null);
        var (plain, cool) = (Predictions(scores), rule.Read(ModelTask.Multiclass, ["a", "b", "c"], (double[])scores.Clone()));

        Assert.Equal(CalibrationMethod.Temperature, fitted.Method);
        Assert.Equal(1 / 2.5, fitted.Slope, 0.03);
        Assert.True(after < before);
        Assert.Equal(plain.Values, cool.Values);
        Assert.All(cool.Probabilities!.Chunk(3), row => Assert.Equal(1, row.Sum(), 1e-12));
    }

    /// <summary>The bound of the factor is 20; without doubt in the targets a model that is right on all rows would run to it.</summary>
    [Theory]
    [InlineData(30)]
    [InlineData(320)]
    public void A_model_that_is_right_on_every_row_is_not_called_certain(int rows)
    {
        var (scores, labels) = (new double[3 * rows], new double[rows]);
        for (var row = 0; row < rows; row++)
        {
            labels[row] = row % 3;
            new[] { 0.02, 0.02, 0.02 }.CopyTo(scores, 3 * row);
            scores[(3 * row) + (row % 3)] = 0.96;
        }

        var fitted = TemperatureScaling.Fit(scores, labels);
        var probabilities = new DecisionRule(fitted, null)
            .Read(ModelTask.Multiclass, ["a", "b", "c"], (double[])scores.Clone())
            .Probabilities!;

        Assert.InRange(fitted.Slope, 0.1, 5);
        Assert.Equal((rows + 1.0) / (rows + 2), probabilities.Max(), 1e-6);
    }

    [Fact]
    public void Every_method_keeps_every_order_and_stays_between_0_and_1() =>
        Prop.ForAll(
                Gen.Choose(2, 400)
                    .SelectMany(count => Gen.Choose(0, 1_000).Select(score => score / 1_000.0).Zip(Gen.Elements(0.0, 1.0)).ArrayOf(count))
                    .ToArbitrary(),
                rows =>
                {
                    var (scores, labels) = (Array.ConvertAll(rows, row => row.Item1), Array.ConvertAll(rows, row => row.Item2));
                    foreach (var fitted in new[] { PlattScaling.Fit(scores, labels), IsotonicRegression.Fit(scores, labels) })
                    {
                        if (fitted is null)
                        {
                            continue;
                        }

                        Assert.True(fitted.IsValid(outputs: 1));
                        var ascending = scores.Distinct().Order().ToArray();
                        var read = (double[])ascending.Clone();
                        fitted.Apply(read, 1);
                        Assert.All(read, probability => Assert.InRange(probability, 0, 1));
                        Assert.All(read.Zip(read.Skip(1)), pair => Assert.True(pair.First <= pair.Second));
                        if (fitted.Method == CalibrationMethod.Isotonic)
                        {
                            Assert.Equal(read.Length, read.Distinct().Count());
                        }
                    }
                }
            )
            .QuickCheckThrowOnFailure();

    private static MLOpsFunctions.Learning.Predictions Predictions(double[] scores) =>
        MLOpsFunctions.Learning.Predictions.FromScores(ModelTask.Multiclass, ["a", "b", "c"], scores);

    private static double[] Softmax(double[] z, double slope)
    {
        var e = Array.ConvertAll(z, value => Math.Exp(slope * value));
        return Array.ConvertAll(e, value => value / e.Sum());
    }

    private static double Apply(ScoreCalibration calibration, double score)
    {
        double[] scores = [score];
        calibration.Apply(scores, 1);
        return scores[0];
    }

    private static double Odds(double score) => Math.Log(score / (1 - score));

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>Three thirds in the order of time, each off by its own log-odds.</summary>
    private static (double[] Scores, double[] Labels) Drifting(Func<int, double> offset)
    {
        var thirds = Enumerable
            .Range(0, 3)
            .Select(third => Draw(2_000, 10 + third, score => Sigmoid(Odds(score) + offset(third))))
            .ToArray();
        return ([.. thirds.SelectMany(third => third.Scores)], [.. thirds.SelectMany(third => third.Labels)]);
    }

    /// <summary>Scores all over, and labels as probable as the truth says.</summary>
    private static (double[] Scores, double[] Labels) Draw(int rows, int seed, Func<double, double> truth)
    {
        var random = new Random(seed);
        var scores = Enumerable.Range(0, rows).Select(_ => 0.001 + (0.998 * random.NextDouble())).ToArray();
        return (scores, Array.ConvertAll(scores, score => random.NextDouble() < truth(score) ? 1.0 : 0));
    }
}
