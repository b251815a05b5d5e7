using MLOpsFunctions.Features;
using MLOpsFunctions.Learning.Boosting;
using MLOpsFunctions.Learning.Kernel;
using MLOpsFunctions.Learning.Linear;
using MLOpsFunctions.Numerics;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.Learning.Ensembles;

/// <summary>
/// The weighted mean of the margins of several models, which may take rows in different forms: numbers, log-odds of two
/// classes, logarithms of several classes' odds. So contributions to the margins add up too: a column's is the weighted
/// sum of what it contributes to each member.
/// </summary>
/// <param name="link">From margins to scores.</param>
/// <param name="native">Features in the native form, which come first; the others are dense.</param>
/// <param name="features">All features.</param>
/// <param name="members">The members.</param>
internal sealed class EnsembleModel(LinearKind link, int native, int features, IReadOnlyList<WeightedModel> members)
    : IModel,
        IExplainable,
        IOnnxExportable
{
    public const string KindName = "ensemble";

    /// <summary>Outputs whose margins fit the stack.</summary>
    private const int MostOutputs = 1_000;

    public string Kind => KindName;

    public int FeatureCount => features;

    public int OutputCount { get; } = members[0].Model.OutputCount;

    public int MarginCount => OutputCount;

    /// <summary>The members.</summary>
    public IReadOnlyList<WeightedModel> Members => members;

    /// <summary>The number of features in the native form.</summary>
    public int NativeCount => native;

    /// <summary>The number of features in the native form, of rows in both.</summary>
    public static int NativeCountOf(FeatureMatrix rows) => rows.Features.TakeWhile(feature => !feature.IsBeside).Count();

    /// <summary>The features of one form.</summary>
    public static FeatureMatrix Part(FeatureMatrix rows, int native, bool isNative)
    {
        var (from, to) = isNative ? (0, native) : (native, rows.Columns.Length);
        return new([.. rows.Features.Take(from..to)], rows.Columns[from..to], rows.RowCount);
    }

    /// <exception cref="InvalidModelException">The bytes are no such model.</exception>
    public static IModel Read(ModelBinaryReader reader)
    {
        var link = (LinearKind)reader.ReadByte();
        if (link > LinearKind.Multinomial)
        {
            throw new InvalidModelException($"The link is {(int)link}; expected 0, 1 or 2.");
        }

        var features = reader.ReadInt32("The number of features", 1, 1 << 20);
        var native = reader.ReadInt32("The number of native features", 0, features);
        var members = new List<WeightedModel>();
        for (var left = reader.ReadInt32("The number of members", 1, EnsembleRecipe.MostMembers); left > 0; left--)
        {
            members.Add(ReadMember(reader, native, features));
        }

        reader.End();
        var outputs = members[0].Model.OutputCount;
        return
            members.TrueForAll(member => member.Model.OutputCount == outputs)
            && (link == LinearKind.Multinomial ? outputs is > 1 and <= MostOutputs : outputs == 1)
            ? new EnsembleModel(link, native, features, members)
            : throw new InvalidModelException($"The members of the ensemble have different outputs, or not those of its link.");
    }

    private static WeightedModel ReadMember(ModelBinaryReader reader, int native, int features)
    {
        var kind = reader.ReadString("The kind of a member", 32);
        var isNative = kind == Forest.KindName;
        var weight = reader.ReadFinite("The weight of a member");
        var payload = new ModelBinaryReader(reader.ReadBytes(reader.ReadCount("The length of a member", 1)));
        var model = kind switch
        {
            Forest.KindName => ForestFormat.Read(payload),
            LinearModel.KindName => LinearModel.Read(payload),
            KernelModel.KindName => KernelModel.Read(payload),
            _ => throw new InvalidModelException($"'{kind}' is no kind of member."),
        };
        payload.End();
        return
            weight is > 0 and <= 1
            && model.BlockWidths.Count == 0
            && model.FeatureCount == (isNative ? native : features - native)
            && model is IExplainable { MarginCount: var margins }
            && margins == model.OutputCount
            ? new(model, isNative, weight)
            : throw new InvalidModelException($"A member of kind '{kind}' does not fit the ensemble.");
    }

    public void Margins(ReadOnlySpan<float> row, Span<double> margins)
    {
        margins = margins[..OutputCount];
        Span<double> own = stackalloc double[OutputCount];
        margins.Clear();
        for (var i = 0; i < members.Count; i++)
        {
            var member = members[i];
            member.Explainable.Margins(member.IsNative ? row[..native] : row[native..], own);
            Vectors.AddScaled(margins, member.Weight, own);
        }
    }

    public void Score(ReadOnlySpan<float> row, Span<double> output)
    {
        Margins(row, output);
        LinkFunction.Apply(link, output[..OutputCount]);
    }

    public void ScoreAll(FeatureMatrix matrix, Span<double> output, int threads) => RowScoring.ScoreAll(this, matrix, output, threads);

    public void Explain(ReadOnlySpan<float> row, Span<double> contributions)
    {
        contributions.Clear();
        foreach (var member in members)
        {
            var (from, width) = member.IsNative ? (0, native) : (native, features - native);
            var own = new double[OutputCount * (width + 1)];
            member.Explainable.Explain(row.Slice(from, width), own);
            for (var k = 0; k < OutputCount; k++)
            {
                var to = contributions.Slice(k * (features + 1), features + 1);
                Vectors.AddScaled(to.Slice(from, width), member.Weight, own.AsSpan(k * (width + 1), width));
                to[features] += member.Weight * own[(k * (width + 1)) + width];
            }
        }
    }

    public void ExplainAll(FeatureMatrix matrix, Span<double> contributions, int threads) =>
        ExplainColumns(matrix, [.. Enumerable.Range(0, features)], features, contributions, threads);

    public void ExplainColumns(FeatureMatrix matrix, int[] columnOf, int columns, Span<double> contributions, int threads)
    {
        contributions.Clear();
        var own = new double[contributions.Length];
        foreach (var member in members)
        {
            member.Explainable.ExplainColumns(
                Part(matrix, native, member.IsNative),
                member.IsNative ? columnOf[..native] : columnOf[native..],
                columns,
                own,
                threads
            );
            Vectors.AddScaled(contributions, member.Weight, own);
        }
    }

    public string ToOnnx(OnnxGraph graph, string features)
    {
        var margins = members.Select(member =>
        {
            var (from, to) = member.IsNative ? (0, native) : (native, FeatureCount);
            var own = graph.Columns(features, from, to);
            return graph.Multiply(((IOnnxMargins)member.Model).MarginsToOnnx(graph, own), graph.Constant(member.Weight));
        });
        return LinkFunction.ToOnnx(link, graph, margins.Aggregate(graph.Add));
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write((byte)link);
        writer.Write(features);
        writer.Write(native);
        writer.Write(members.Count);
        foreach (var member in members)
        {
            using var payload = new MemoryStream();
            using var inner = new BinaryWriter(payload);
            member.Model.Write(inner);
            inner.Flush();
            writer.Write(member.Model.Kind);
            writer.Write(member.Weight);
            writer.Write((int)payload.Length);
            writer.Write(payload.ToArray());
        }
    }
}

/// <summary>A model in an ensemble.</summary>
/// <param name="Model">The model, which explains its margins.</param>
/// <param name="IsNative">Whether it takes the native form of the rows; otherwise the dense one.</param>
/// <param name="Weight">Its share, above 0 and at most 1.</param>
internal sealed record WeightedModel(IModel Model, bool IsNative, double Weight)
{
    public IExplainable Explainable { get; } = (IExplainable)Model;
}
