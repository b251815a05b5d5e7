using Microsoft.ML.OnnxRuntime;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.MlNet;
using MLOpsFunctions.Models;
using MLOpsFunctions.Models.Onnx;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.OnnxRuntime.Tests;

/// <summary>A file from elsewhere answers as a model, or fails as one.</summary>
public sealed class ImportTests
{
    private static readonly ModelKinds Kinds = OnnxModels.Beside(MlNetTrainers.BesideBuiltIn).Kinds;

    [Theory]
    [InlineData(ModelTask.Regression, 0)]
    [InlineData(ModelTask.Binary, 2)]
    [InlineData(ModelTask.Multiclass, 4)]
    public void An_exported_version_is_imported_to_equal_answers_and_comes_back_from_its_bytes(ModelTask task, int classes)
    {
        var model = MixedTable.Train(new BoostedTreesTrainer(), task, classes, seed: 3);
        var (rows, _) = MixedTable.Make(5_000, seed: 4, isNew: true);

        var imported = Import(ModelExporter.Export(model, new("m", 1, "abc", "1.0.0")), model);
        using var bytes = new MemoryStream();
        imported.Write(bytes);
        var read = TrainedModel.Read(bytes.ToArray(), Kinds);

        var (expected, answers) = (model.Predict(rows), read.Predict(rows));
        var (left, right) = (expected.Probabilities ?? expected.Values, answers.Probabilities ?? answers.Values);
        Assert.True(left.Zip(right, (a, b) => Math.Abs(a - b)).Max() < 1e-9);
        Assert.Null(read.Explain(rows));
    }

    [Fact]
    public void An_input_that_is_no_column_is_named()
    {
        var model = MixedTable.Train(new BoostedTreesTrainer(), ModelTask.Regression, 0, seed: 3);
        var graph = new OnnxGraph();
        graph.Output("prediction", graph.Input("unknown", OnnxElementType.Double), OnnxElementType.Double);

        var refusal = Assert.Throws<ProblemException>(() => Import(Write(graph), model));

        Assert.Contains("'unknown'", refusal.Problem.Found);
    }

    [Fact]
    public void Numbers_that_are_none_are_a_failure_of_the_model()
    {
        var refusal = Assert.Throws<ProblemException>(() => Predict(graph => graph.Apply("Log", [graph.Constant(-1.0)])));

        Assert.Equal((500, "NaN for row 1"), (refusal.Problem.Status, refusal.Problem.Found));
    }

    [Fact]
    public void A_model_cannot_take_all_memory()
    {
        var refusal = Assert.Throws<ProblemException>(() =>
            Predict(graph =>
            {
                var column = graph.Constant(OnnxTensor.Of(new double[30_000], 30_000, 1));
                var row = graph.Constant(OnnxTensor.Of(new double[30_000], 1, 30_000));
                return graph.Apply("ReduceSum", [graph.Apply("MatMul", [column, row])]);
            })
        );

        Assert.Equal(500, refusal.Problem.Status);
    }

    /// <summary>Minutes of products; the end comes between two of them.</summary>
    [Fact]
    public void A_model_that_takes_longer_than_it_may_is_ended()
    {
        var graph = new OnnxGraph();
        var column = graph.Input("plain", OnnxElementType.Double);
        var matrix = graph.Constant(OnnxTensor.Of(new double[300 * 300], 300, 300));
        var product = matrix;
        for (var i = 0; i < 9_000; i++)
        {
            product = graph.Apply("MatMul", [product, matrix]);
        }

        graph.Output("prediction", graph.Add(column, graph.Apply("ReduceSum", [product])), OnnxElementType.Double, width: 1);
        using var session = new OnnxSession(Write(graph), TimeSpan.FromMilliseconds(1));
        var inputs = new Dictionary<string, OrtValue>
        {
            ["plain"] = OnnxTensors.Of(MixedTable.Make(3, seed: 1).Rows, ["plain"], OnnxElementType.Double, isFlat: false),
        };

        var refusal = Assert.Throws<ProblemException>(() => session.Run(inputs, ["prediction"], values => values.Count));

        Assert.Equal((500, "an answer in time"), (refusal.Problem.Status, refusal.Problem.Expected));
    }

    /// <summary>Predicts three rows with a number that a graph makes, added to a column.</summary>
    private static Predictions Predict(Func<OnnxGraph, string> number)
    {
        var model = MixedTable.Train(new BoostedTreesTrainer(), ModelTask.Regression, 0, seed: 3);
        var graph = new OnnxGraph();
        var column = graph.Input("plain", OnnxElementType.Double);
        graph.Output("prediction", graph.Add(column, number(graph)), OnnxElementType.Double, width: 1);
        return Import(Write(graph), model).Predict(MixedTable.Make(3, seed: 1).Rows);
    }

    private static byte[] Write(OnnxGraph graph) => graph.Write("m", 1, ("tests", "1"), []);

    private static TrainedModel Import(byte[] file, TrainedModel model)
    {
        var binding = new OnnxImporter(OnnxFileReader.Read(file), model.Signature, model.Task, model.Classes).Bind();
        return new()
        {
            Task = model.Task,
            Classes = model.Classes,
            Label = model.Label,
            Signature = model.Signature,
            Plan = new(FeatureEncoding.Raw, [.. model.Signature.Select(column => new ColumnPlan(column.Name, column.Type))]),
            Model = Kinds.Read("onnx", new OnnxPayload(binding, file).ToArray()),
        };
    }
}
