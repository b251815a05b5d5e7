using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Ensembles;
using MLOpsFunctions.MlNet;
using MLOpsFunctions.Models;
using MLOpsFunctions.Models.Calibration;
using MLOpsFunctions.Models.Onnx;

namespace MLOpsFunctions.OnnxRuntime.Tests;

/// <summary>OnnxRuntime answers an exported version as the version does, with missing, unseen and extreme cells.</summary>
public sealed class RoundTripTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string, ModelTask, int> Kinds
    {
        get
        {
            var kinds = new TheoryData<string, ModelTask, int>
            {
                { "kmeans", ModelTask.Clustering, 0 },
                { "iforest", ModelTask.Anomaly, 0 },
            };
            foreach (var name in (string[])["baseline", "linear", "kernel", "gbdt", "sdca", "fasttree", "lightgbm"])
            {
                kinds.Add(name, ModelTask.Binary, 2);
                kinds.Add(name, ModelTask.Multiclass, 4);
                kinds.Add(name, ModelTask.Regression, 0);
            }

            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Answers_are_equal(string trainer, ModelTask task, int classes)
    {
        var model = MixedTable.Train(MlNetTrainers.BesideBuiltIn.Find(trainer), task, classes, seed: 5);

        AssertEqual(model, seed: 6);
    }

    [Theory]
    [InlineData(CalibrationMethod.Platt, 2)]
    [InlineData(CalibrationMethod.Isotonic, 2)]
    [InlineData(CalibrationMethod.Temperature, 3)]
    public void Calibrated_answers_are_equal(CalibrationMethod method, int classes)
    {
        var model = MixedTable.Train(
            new BoostedTreesTrainer(),
            classes == 2 ? ModelTask.Binary : ModelTask.Multiclass,
            classes,
            seed: 7,
            (scores, labels) =>
                new(
                    method switch
                    {
                        CalibrationMethod.Platt => PlattScaling.Fit(scores, labels),
                        CalibrationMethod.Isotonic => IsotonicRegression.Fit(scores, labels),
                        _ => TemperatureScaling.Fit(scores, labels),
                    },
                    classes == 2 ? 0.31 : null
                )
        );

        AssertEqual(model, seed: 8);
    }

    [Theory]
    [InlineData(ModelTask.Binary, 2)]
    [InlineData(ModelTask.Multiclass, 4)]
    [InlineData(ModelTask.Regression, 0)]
    public void Answers_of_ensembles_are_equal(ModelTask task, int classes)
    {
        var recipe = new TrainerParameters
        {
            ["1.gbdt.weight"] = 0.5,
            ["1.gbdt.trees"] = 30,
            ["2.kernel.weight"] = 0.3,
            ["3.linear.weight"] = 0.2,
        };

        AssertEqual(MixedTable.Train(new EnsembleTrainer(), task, classes, seed: 9, parameters: recipe), seed: 10);
    }

    [Fact]
    public void Answers_are_equal_whatever_the_rows()
    {
        foreach (var seed in Enumerable.Range(20, 5))
        {
            AssertEqual(MixedTable.Train(new BoostedTreesTrainer(), ModelTask.Regression, 0, seed), seed + 100);
        }
    }

    private static void AssertEqual(TrainedModel model, int seed)
    {
        var (rows, _) = MixedTable.Make(700, seed, isNew: true);
        var expected = model.Predict(rows);

        var answers = OnnxAnswers.Of(ModelExporter.Export(model, new("m", 3, "abc", "1.0.0")), rows);

        var prediction = answers.First(answer => answer.Key.StartsWith("prediction")).Value;
        if (model.Classes.Count > 0)
        {
            Within(expected.Probabilities!, (double[])answers["probabilities"]);
            Assert.Equal(expected.Values.Select(index => model.Classes[(int)index]), (string[])prediction);
        }
        else if (prediction is long[] numbers)
        {
            Assert.Equal(expected.Values, Array.ConvertAll(numbers, number => (double)number));
            Within(expected.Distances!, (double[])answers["distance"]);
        }
        else
        {
            Within(expected.Values, (double[])prediction);
        }
    }

    private static void Within(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var worst = expected.Zip(actual, (left, right) => Math.Abs(left - right)).Max();
        Assert.True(worst <= Tolerance, $"The largest difference is {worst}.");
    }
}
