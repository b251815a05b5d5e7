using MLOpsFunctions.Features;

namespace MLOpsFunctions.Training.Clustering;

/// <summary>Says of a row the number of the cluster whose centre is nearest, from 0; the largest cluster of the training rows is 0.</summary>
/// <param name="features">Features a row.</param>
/// <param name="centres">A number a feature, cluster after cluster.</param>
internal sealed class KMeansModel(int features, double[] centres) : IModel
{
    public const string KindName = "kmeans";

    private const int MaxClusters = 1_000;

    public string Kind => KindName;

    public int FeatureCount => features;

    public int OutputCount => 1;

    /// <summary>Clusters.</summary>
    public int ClusterCount => centres.Length / features;

    public static IModel Read(ModelReader reader)
    {
        var features = reader.ReadInt32("The number of features", 1, reader.Remaining / sizeof(double));
        var clusters = reader.ReadInt32("The number of clusters", 1, MaxClusters);
        return (long)features * clusters <= reader.Remaining / sizeof(double)
            ? new KMeansModel(features, reader.ReadFinite("A centre", features * clusters))
            : throw new InvalidModelException($"There should be {clusters} centres of {features} features; the payload is too short for them.");
    }

    public void Score(ReadOnlySpan<float> row, Span<double> output) => output[0] = KMeans.Nearest(row[..features], centres).Cluster;

    public void ScoreAll(FeatureMatrix matrix, Span<double> output, int threads) => RowByRow.ScoreAll(this, matrix, output, threads);

    public void Write(BinaryWriter writer)
    {
        writer.Write(features);
        writer.Write(ClusterCount);
        Array.ForEach(centres, writer.Write);
    }
}
