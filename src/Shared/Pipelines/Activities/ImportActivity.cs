using MLOpsFunctions.Data;
using MLOpsFunctions.Experiments;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;
using MLOpsFunctions.Models.Onnx;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Onnx;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>Makes a model of an ONNX file that was trained elsewhere.</summary>
internal sealed class ImportActivity(PipelineServices services, PreparedDataCache cache)
{
    public async Task<FittedModel> ImportAsync(ImportModel request, CancellationToken cancellation)
    {
        var data = await cache.PrepareAsync(request.Job, cancellation);
        var file = await services.Artifacts.ReadBytesAsync(request.Onnx.Sha256, cancellation);
        var inspected = OnnxFileReader.Read(file);
        if (!services.Trainers.Kinds.All.Contains(OnnxBinding.KindName))
        {
            throw Refusal("no OnnxRuntime", "a host that has it", request.Onnx);
        }

        var binding = new OnnxImporter(inspected, data.Signature, data.Dataset.Task, data.Labels.Classes).Bind();
        var (model, notes) = (Load(data, binding, file, request.Onnx), new List<Note> { ImportNotes.TrainedElsewhere(request.Onnx.File) });
        if (!Answers(model, FrameBuilder.Missing(model.Signature, rows: 1), out _))
        {
            model = Load(data, binding with { Medians = Medians(data) }, file, request.Onnx);
            notes.Add(ImportNotes.MedianForMissing());
        }

        return Answers(model, data.TestRowsFor(model), out var fault)
            ? new(
                await services.Artifacts.WriteAsync(model.Write, cancellation),
                Trial: 0,
                OnnxBinding.KindName,
                notes,
                Environment: RunEnvironment.Current
            )
            : throw Refusal(fault!, "a finite answer for every held-out row", request.Onnx);
    }

    private TrainedModel Load(PreparedData data, OnnxBinding binding, byte[] file, OnnxSource source)
    {
        try
        {
            var read = binding.Inputs.SelectMany(input => input.Columns).ToHashSet(StringComparer.Ordinal);
            return new()
            {
                Task = data.Dataset.Task,
                Classes = data.Labels.Classes,
                Label = data.Dataset.Label,
                Signature = [.. data.Signature.Where(column => read.Contains(column.Name))],
                Plan = new(
                    FeatureEncoding.Raw,
                    [
                        .. data
                            .Signature.Where(column => read.Contains(column.Name))
                            .Select(column => new ColumnPlan(column.Name, column.Type)),
                    ]
                ),
                Model = services.Trainers.Kinds.Read(OnnxBinding.KindName, new OnnxPayload(binding, file).ToArray()),
                Levels = KnownLevels.Of(data.Frame, data.Signature),
            };
        }
        catch (InvalidModelException fault)
        {
            throw Refusal(fault.Message, "a model that OnnxRuntime loads", source);
        }
    }

    private bool Answers(TrainedModel model, DataFrame rows, out string? fault)
    {
        try
        {
            fault = model.Predict(rows, services.Settings.Threads).IsFinite ? null : "an answer that is not finite";
        }
        catch (ProblemException failure)
        {
            fault = failure.Problem.Found;
        }

        return fault is null;
    }

    /// <summary>The medians of the training rows' numbers.</summary>
    private static Dictionary<string, double> Medians(PreparedData data) =>
        data
            .Signature.Select(column => data.Frame.Find(column.Name))
            .OfType<NumberColumn>()
            .ToDictionary(
                column => column.Name,
                column =>
                {
                    double[] present = [.. data.Split.Training.Select(row => column.Values[row]).Where(double.IsFinite).Order()];
                    return present.Length == 0 ? 0 : present[present.Length / 2];
                }
            );

    private static ProblemException Refusal(string found, string expected, OnnxSource source) =>
        new(new("The ONNX file cannot be registered", found, expected, $"file '{source.File}'", "docs/onnx.md", 422));
}
