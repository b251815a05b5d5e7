using MLOpsFunctions.Features;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.Learning.Clustering;

/// <summary>
/// Says of a row the number of the cluster whose centre is nearest, and how far that centre is. Numbers count from 0,
/// the largest cluster of the training rows first, unless they follow those of an earlier version. What is explained is
/// by how much the squared distance to the next-nearest centre is the greater one: each feature's part of it, and
/// nothing known beforehand.
/// </summary>
/// <param name="features">Features a row.</param>
/// <param name="centres">A number a feature, cluster after cluster.</param>
/// <param name="numbers">The number of each cluster; null: 0, 1, 2, ...</param>
internal sealed class KMeansModel(int features, double[] centres, int[]? numbers = null) : IModel, IExplainable, IOnnxExportable
{
    public const string KindName = "kmeans";

    private const int MaxClusters = 1_000;

    private readonly int[] _numbers = numbers ?? [.. Enumerable.Range(0, centres.Length / features)];

    public string Kind => KindName;

    public int FeatureCount => features;

    /// <summary>The cluster, and the distance to its centre.</summary>
    public int OutputCount => 2;

    public int MarginCount => 1;

    public int ClusterCount => centres.Length / features;

    /// <summary>The number of each cluster, in the order of the centres.</summary>
    public IReadOnlyList<int> Numbers => _numbers;

    /// <summary>The same clusters under other numbers, in ascending order of these.</summary>
    public KMeansModel Renumber(int[] numbers)
    {
        int[] order = [.. Enumerable.Range(0, ClusterCount).OrderBy(cluster => numbers[cluster])];
        return new(
            features,
            [.. order.SelectMany(cluster => Centre(cluster).ToArray())],
            Array.ConvertAll(order, cluster => numbers[cluster])
        );
    }

    public static IModel Read(ModelBinaryReader reader)
    {
        var features = reader.ReadInt32("The number of features", 1, reader.Remaining / sizeof(double));
        var clusters = reader.ReadInt32("The number of clusters", 1, MaxClusters);
        if ((long)features * clusters > reader.Remaining / sizeof(double))
        {
            throw new InvalidModelException(
                $"There should be {clusters} centres of {features} features; the payload is too short for them."
            );
        }

        var centres = reader.ReadFinite("A centre", features * clusters);
        return new KMeansModel(features, centres, reader.Remaining == 0 ? null : ReadNumbers(reader, clusters));
    }

    /// <summary>They follow the centres where they are not 0, 1, 2, ...</summary>
    private static int[] ReadNumbers(ModelBinaryReader reader, int clusters)
    {
        var numbers = new int[clusters];
        for (var cluster = 0; cluster < clusters; cluster++)
        {
            numbers[cluster] = reader.ReadInt32("The number of a cluster", cluster == 0 ? 0 : numbers[cluster - 1] + 1, int.MaxValue);
        }

        return numbers;
    }

    /// <summary>The centre of a cluster in the order of the centres, a number a feature.</summary>
    public ReadOnlySpan<double> Centre(int cluster) => centres.AsSpan(cluster * features, features);

    public void Score(ReadOnlySpan<float> row, Span<double> output)
    {
        var (cluster, squared) = KMeans.Nearest(row[..features], centres);
        (output[0], output[1]) = (_numbers[cluster], Math.Sqrt(squared));
    }

    public void ScoreAll(FeatureMatrix matrix, Span<double> output, int threads) => RowScoring.ScoreAll(this, matrix, output, threads);

    public void Margins(ReadOnlySpan<float> row, Span<double> margins)
    {
        Span<double> contributions = features < 512 ? stackalloc double[features + 1] : new double[features + 1];
        Explain(row, contributions);
        var sum = 0.0;
        foreach (var contribution in contributions)
        {
            sum += contribution;
        }

        margins[0] = sum;
    }

    public void Explain(ReadOnlySpan<float> row, Span<double> contributions)
    {
        var (nearest, next) = NearestTwo(row[..features]);
        for (var f = 0; f < features; f++)
        {
            var (apart, further) = (row[f] - Centre(nearest)[f], row[f] - Centre(next)[f]);
            contributions[f] = (further * further) - (apart * apart);
        }

        contributions[features] = 0;
    }

    public void ExplainAll(FeatureMatrix matrix, Span<double> contributions, int threads)
    {
        var (width, row) = (features + 1, new float[features]);
        for (var r = 0; r < matrix.RowCount; r++)
        {
            matrix.CopyRow(r, row);
            Explain(row, contributions.Slice(r * width, width));
        }
    }

    /// <summary>Centre by centre: all at once would need memory for rows x features x centres.</summary>
    public string ToOnnx(OnnxGraph graph, string encoded)
    {
        var row = graph.Cast(encoded, OnnxElementType.Double);
        var distances = graph.Concat([
            .. Enumerable
                .Range(0, ClusterCount)
                .Select(cluster =>
                    graph.Apply(
                        "ReduceSumSquare",
                        [graph.Subtract(row, graph.Constant(OnnxTensor.Of(Centre(cluster), 1, features)))],
                        new OnnxAttribute("axes", (long[])[1])
                    )
                ),
        ]);
        var nearest = graph.Apply("ArgMin", [distances], new OnnxAttribute("axis", 1L));
        var numbers = graph.Constant(OnnxTensor.Of(Array.ConvertAll(_numbers, number => (double)number), ClusterCount));
        var least = graph.Apply("ReduceMin", [distances], new OnnxAttribute("axes", (long[])[1]));
        return graph.Concat([graph.Gather(numbers, nearest), graph.Apply("Sqrt", [least])]);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(features);
        writer.Write(ClusterCount);
        Array.ForEach(centres, writer.Write);
        if (_numbers[^1] != ClusterCount - 1)
        {
            Array.ForEach(_numbers, writer.Write);
        }
    }

    /// <summary>
    /// The nearest centre as <see cref="Score"/> has it, and the nearest of the others; the same where there is one
    /// only.
    /// </summary>
    private (int Nearest, int Next) NearestTwo(ReadOnlySpan<float> row)
    {
        var nearest = KMeans.Nearest(row, centres).Cluster;
        var (next, least) = (nearest, double.PositiveInfinity);
        for (var cluster = 0; cluster < ClusterCount; cluster++)
        {
            if (cluster != nearest && Distance.Squared(row, Centre(cluster)) is var squared && squared < least)
            {
                (next, least) = (cluster, squared);
            }
        }

        return (nearest, next);
    }
}
