using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features.Onnx;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.Models.Onnx;

/// <summary>
/// Writes a trained model as an ONNX file: from the columns as they are, one input each, to the answer. The encoding,
/// the calibration and the decision threshold are part of it.
/// </summary>
public static class ModelExporter
{
    /// <summary>The file; equal models give equal bytes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <exception cref="ProblemException">It cannot be written as ONNX; the problem says which part, and why.</exception>
    public static byte[] Export(TrainedModel model, ModelOrigin origin)
    {
        if (model.Task == ModelTask.Forecast)
        {
            throw Refusal("a forecast starts from the last values of its series, which ONNX does not keep", origin);
        }

        if (model.Model is not IOnnxExportable exportable)
        {
            throw Refusal($"a model of kind '{model.Model.Kind}' has no form in ONNX", origin);
        }

        string[] read = [.. PlanExporter.Inputs(model.Plan).Select(column => column.Column)];
        if (
            model.Signature.FirstOrDefault(column =>
                column.Pii is PiiHandling.Generalise or PiiHandling.Redact && read.Contains(column.Name)
            ) is
            { } changed
        )
        {
            throw Refusal(
                $"the cells of column '{changed.Name}' are changed before they are scored (pii {changed.Pii!.JsonName()})",
                origin
            );
        }

        if (model.Signature.FirstOrDefault(column => column.Pii == PiiHandling.Hash && read.Contains(column.Name)) is { } hashed)
        {
            throw Refusal($"the cells of column '{hashed.Name}' are hashed with a secret key, which no file may hold", origin);
        }

        var graph = new OnnxGraph();
        var features = PlanExporter.Export(model.Plan, graph);
        AnswerExporter.Export(model, graph, exportable.ToOnnx(graph, features));
        return graph.Write(origin.Model, origin.Version, ("MLOpsFunctions", origin.Code), OnnxMetadata.Write(model, read, origin));
    }

    private static ProblemException Refusal(string why, ModelOrigin origin) =>
        new(
            new(
                "The version cannot be exported to ONNX",
                why,
                "a model of columns in, answers out",
                $"model '{origin.Model}', version {origin.Version}",
                Status: 409
            )
        );
}

/// <summary>Where an exported model comes from.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Digest">SHA-256 of the version's bytes.</param>
/// <param name="Code">The version of the program that trained it.</param>
public sealed record ModelOrigin(string Model, int Version, string Digest, string Code);
