using MLOpsFunctions.Features;

namespace MLOpsFunctions.Learning.Clustering;

/// <summary>
/// Gives each row the number of the nearest cluster, from 0, and the distance to its centre; the largest cluster of the
/// training rows is 0. Explanations are each feature's part of the squared distance to the next-nearest centre less
/// that to the nearest; the base value is 0.
/// </summary>
/// <param name="features">Features of each row.</param>
/// <param name="centres">One number for each feature, cluster after cluster.</param>
internal sealed class KMeansModel(int features, double[] centres) : IModel, IExplainable
{
    public const string KindName = "kmeans";

    private const int MaxClusters = 1_000;

    public string Kind => KindName;

    public int FeatureCount => features;

    /// <summary>The cluster, and the distance to its centre.</summary>
    public int OutputCount => 2;

    public int MarginCount => 1;

    /// <summary>Clusters.</summary>
    public int ClusterCount => centres.Length / features;

    public static IModel Read(ModelBinaryReader reader)
    {
        var features = reader.ReadInt32("The number of features", 1, reader.Remaining / sizeof(double));
        var clusters = reader.ReadInt32("The number of clusters", 1, MaxClusters);
        return (long)features * clusters <= reader.Remaining / sizeof(double)
            ? new KMeansModel(features, reader.ReadFinite("A centre", features * clusters))
            : throw new InvalidModelException(
                $"There should be {clusters} centres of {features} features; the payload is too short for them."
            );
    }

    /// <summary>A cluster's centre, one number for each feature.</summary>
    public ReadOnlySpan<double> Centre(int cluster) => centres.AsSpan(cluster * features, features);

    public void Score(ReadOnlySpan<float> row, Span<double> output)
    {
        var (cluster, squared) = KMeans.Nearest(row[..features], centres);
        (output[0], output[1]) = (cluster, Math.Sqrt(squared));
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

    public void Write(BinaryWriter writer)
    {
        writer.Write(features);
        writer.Write(ClusterCount);
        Array.ForEach(centres, writer.Write);
    }

    /// <summary>
    /// The nearest centre in <see cref="Score"/>, and the nearest of the others; the same one if there is only one.
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
