using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models.Calibration;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.Models.Onnx;

/// <summary>Writes how scores become answers, as <see cref="DecisionRule"/> and <see cref="Predictions"/> do.</summary>
internal static class AnswerExporter
{
    /// <summary>The answer's output.</summary>
    public const string Prediction = "prediction";

    /// <summary>The output of rows x classes.</summary>
    public const string Probabilities = "probabilities";

    /// <summary>Declares the outputs of the task.</summary>
    /// <param name="graph">The model to add to.</param>
    /// <param name="scores">The model's scores, rows x outputs.</param>
    public static void Export(TrainedModel model, OnnxGraph graph, string scores)
    {
        switch (model.Task)
        {
            case ModelTask.Binary or ModelTask.Multiclass:
                ExportClasses(model, graph, scores);
                break;
            case ModelTask.Clustering:
                graph.Output(Prediction, Column(graph, graph.Cast(scores, OnnxElementType.Int64), 0), OnnxElementType.Int64);
                graph.Output("distance", Column(graph, scores, 1), OnnxElementType.Double);
                break;
            case ModelTask.Anomaly:
                var score = Column(graph, scores, 0);
                graph.Output(Prediction, score, OnnxElementType.Double);
                if (model.Rule?.Threshold is { } from)
                {
                    graph.Output("anomaly", graph.Apply("GreaterOrEqual", [score, graph.Constant(from)]), OnnxElementType.Bool);
                }

                break;
            default:
                graph.Output(Prediction, Column(graph, scores, 0), OnnxElementType.Double);
                break;
        }
    }

    private static void ExportClasses(TrainedModel model, OnnxGraph graph, string scores)
    {
        var calibrated = model.Rule?.Calibration is { } calibration ? Calibrate(graph, calibration, scores) : scores;
        var probabilities =
            model.Task == ModelTask.Binary ? graph.Concat([graph.Subtract(graph.Constant(1.0), calibrated), calibrated]) : calibrated;
        var chosen = model.Rule?.Threshold is { } from
            ? Column(graph, graph.Cast(graph.Apply("GreaterOrEqual", [calibrated, graph.Constant(from)]), OnnxElementType.Int64), 0)
            : graph.Apply("ArgMax", [probabilities], new OnnxAttribute("axis", 1L), new OnnxAttribute("keepdims", 0L));
        graph.Output(Prediction, graph.Gather(graph.Constant(OnnxTensor.Of(model.Classes)), chosen), OnnxElementType.String);
        graph.Output(Probabilities, probabilities, OnnxElementType.Double, model.Classes.Count);
    }

    private static string Calibrate(OnnxGraph graph, ScoreCalibration calibration, string scores)
    {
        switch (calibration.Method)
        {
            case CalibrationMethod.Temperature:
                var logarithms = graph.Apply("Log", [graph.Clip(scores, ScoreCalibration.LeastScore, 1)]);
                return graph.Apply(
                    "Softmax",
                    [graph.Multiply(logarithms, graph.Constant(calibration.Slope))],
                    new OnnxAttribute("axis", 1L)
                );
            case CalibrationMethod.Platt:
                var score = graph.Clip(scores, ScoreCalibration.LeastScore, 1 - ScoreCalibration.LeastScore);
                var odds = graph.Divide(score, graph.Subtract(graph.Constant(1.0), score));
                var line = graph.Multiply(graph.Apply("Log", [odds]), graph.Constant(calibration.Slope));
                return graph.Apply("Sigmoid", [graph.Add(line, graph.Constant(calibration.Offset))]);
            default:
                return OnLine(graph, calibration.Knots!, scores);
        }
    }

    /// <summary>The height of the line between the knots on either side; beyond the ends that of the end.</summary>
    private static string OnLine(OnnxGraph graph, IReadOnlyList<CalibrationKnot> knots, string scores)
    {
        double[] starts = [.. knots.Select(knot => knot.Score)];
        var bounded = graph.Clip(scores, starts[0], starts[^1]);
        var place = graph.PlaceAmong(bounded, starts);
        double[] widths = [.. knots.Zip(knots.Skip(1), (from, to) => to.Score - from.Score), 1];
        double[] rises = [.. knots.Zip(knots.Skip(1), (from, to) => to.Probability - from.Probability), 0];
        var share = graph.Divide(graph.Subtract(bounded, At(starts)), At(widths));
        return graph.Add(At([.. knots.Select(knot => knot.Probability)]), graph.Multiply(At(rises), share));

        string At(double[] table) => graph.Gather(graph.Constant(OnnxTensor.Of(table, table.Length)), place);
    }

    /// <summary>One column, as a list of rows.</summary>
    private static string Column(OnnxGraph graph, string matrix, long column) =>
        graph.Apply("Reshape", [graph.Gather(matrix, graph.Constant(column), axis: 1), graph.Constant(-1L)]);
}
