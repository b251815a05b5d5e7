using MLOpsFunctions.Learning;

namespace MLOpsFunctions.MlNet.Models;

/// <summary>
/// Builds a model from the parts of its archive. ML.NET itself would load any assembly that a part names, and construct
/// the type of its signature. Here signatures choose from a closed list of readers, and every reader checks its input.
/// </summary>
/// <param name="parts">The parts by folder; used ones are removed.</param>
/// <param name="kind">The expected kind of the model.</param>
/// <param name="shape">The model's inputs and outputs.</param>
internal sealed class ModelParts(Dictionary<string, ArchivePart> parts, string kind, ModelShape shape)
{
    private const string Model = ModelArchive.Root + "Model/";

    private static readonly (string Kind, string Signature, uint Version, Func<ModelBinaryReader, int, Margin> Read)[] Margins =
    [
        (FastTreeTrainer.KindName, "FastTreeBinaryExec", 0x10005, TreeBody.Read),
        (FastTreeTrainer.KindName, "FastTreeRegressionExec", 0x10005, TreeBody.Read),
        (LightGbmTrainer.KindName, "LightGBMBinaryExec", 0x10005, TreeBody.Read),
        (LightGbmTrainer.KindName, "LightGBMRegressionExec", 0x10005, TreeBody.Read),
        (SdcaTrainer.KindName, "Linear2CExec", 0x20002, LinearBody.Read),
        (SdcaTrainer.KindName, "LinearRegressionExec", 0x20001, LinearBody.Read),
    ];

    /// <summary>Reads an archive.</summary>
    /// <exception cref="InvalidModelException">It holds something else than such a model.</exception>
    public static RowScore Read(byte[] archive, string kind, ModelShape shape) =>
        new ModelParts(ModelArchive.Read(archive), kind, shape).Read();

    private RowScore Read()
    {
        var score = shape.Score switch
        {
            ScoreKind.Number => Number(),
            ScoreKind.Probability => Probability(),
            _ => Probabilities(),
        };
        return parts.Count == 0
            ? score
            : throw new InvalidModelException($"The {kind} model's archive has a part in '{parts.Keys.First()}' that nothing refers to.");
    }

    private RowScore Number()
    {
        Take(ModelArchive.Root, "RegressionPredXfer", 0x10001);
        return new([Margin(Model)], [], Join.None);
    }

    private RowScore Probability()
    {
        Take(ModelArchive.Root, "BinaryPredXfer", 0x10001);
        var (margin, calibration) = Calibrated(Model);
        return new([margin], [calibration], Join.None);
    }

    private RowScore Probabilities()
    {
        Take(ModelArchive.Root, "MulticlassPredXfer", 0x10002);
        if (kind == SdcaTrainer.KindName)
        {
            return new(
                ReadAll(Take(Model, "MultiClassLRExec", 0x10003), body => LinearBody.ReadMulticlass(body, shape.Features, shape.Outputs)),
                [],
                Join.Softmax
            );
        }

        var join = ReadAll(
            Take(Model, "OVAExec", 0x10001),
            body =>
            {
                body.FloatSize();
                var formula = body.ReadByte();
                body.ReadInt32("The number of classes' models", shape.Outputs, shape.Outputs);
                return formula switch
                {
                    1 => Join.Shares,
                    2 => Join.Softmax,
                    _ => throw new InvalidModelException($"The classes' models are joined by formula {formula}; expected 1 or 2."),
                };
            }
        );
        var classes = Enumerable.Range(0, shape.Outputs).Select(index => Calibrated($"{Model}SubPredictor_{index:000}/")).ToList();
        return new([.. classes.Select(one => one.Margin)], join == Join.Softmax ? [] : [.. classes.Select(one => one.Calibration)], join);
    }

    private (Margin Margin, PlattCalibration Calibration) Calibrated(string folder)
    {
        Take(folder, kind == SdcaTrainer.KindName ? "PMixCaliPredExec" : "FeatWCaliPredExec", 0x10001);
        var calibration = ReadAll(
            Take(folder + "Calibrator/", "PlattCaliExec", 0x10001),
            body => new PlattCalibration(body.ReadFinite("The slope"), body.ReadFinite("The offset"))
        );
        return (Margin(folder + "Predictor/"), calibration);
    }

    private Margin Margin(string folder)
    {
        var reader = Array.Find(
            Margins,
            reader => reader.Kind == kind && parts.TryGetValue(folder, out var part) && part.Signature == reader.Signature
        );
        return reader.Read is { } read
            ? ReadAll(Take(folder, reader.Signature, reader.Version), body => read(body, shape.Features))
            : throw new InvalidModelException($"The {kind} model's archive has no part of such a model in '{folder}'.");
    }

    private ReadOnlyMemory<byte> Take(string folder, string signature, uint version) =>
        parts.Remove(folder, out var part) && part.Signature == signature && part.Version == version
            ? part.Body
            : throw new InvalidModelException(
                $"The {kind} model's archive has in '{folder}' "
                    + $"{(part is null ? "nothing" : $"'{part.Signature}' of version {part.Version:x}")}; expected '"
                    + $"{signature}' of version {version:x}."
            );

    private static T ReadAll<T>(ReadOnlyMemory<byte> body, Func<ModelBinaryReader, T> read)
    {
        var reader = new ModelBinaryReader(body);
        var value = read(reader);
        reader.End();
        return value;
    }
}
