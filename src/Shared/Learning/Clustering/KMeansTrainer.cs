using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Learning.Clustering;

/// <summary>
/// k-means on the standardised columns. The number of clusters is the one of 2 to 15 with the greatest mean silhouette
/// (Rousseeuw 1987), of equals the smallest, unless the parameter <c>clusters</c> names it.
/// </summary>
public sealed class KMeansTrainer : ITrainer
{
    /// <summary>
    /// The greatest number of clusters that is tried where none is named: more than that hardly anyone tells apart, and
    /// each takes a fit.
    /// </summary>
    private const int MostTried = 15;

    private const string ClustersParameter = "clusters";

    /// <summary>Rows that the number of clusters is chosen on: more would hardly change it, and each number is tried.</summary>
    private const int ChoiceRows = 10_000;

    /// <inheritdoc/>
    public string Name => KMeansModel.KindName;

    /// <inheritdoc/>
    public FeatureEncoding Encoding => FeatureEncoding.Dense;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterRange> SearchSpace => [];

    /// <inheritdoc/>
    public TrainerParameters Declared(TrainingDefinition training) =>
        training.Clusters is { } clusters ? new() { [ClustersParameter] = clusters } : [];

    /// <inheritdoc/>
    public bool Supports(ModelTask task) => task == ModelTask.Clustering;

    /// <inheritdoc/>
    public TrainingOutcome Train(TrainingSet training, TrainingSet? validation, TrainerParameters parameters, TrainingContext context)
    {
        var rows = PositiveWeightRows.Of(training);
        var width = rows.Features.Columns.Length;
        var clusters = (int)parameters.Get(ClustersParameter, 0);
        var distinct = Distinct(rows.Features, Math.Max(MostTried + 1, clusters));
        if (width == 0 || distinct < Math.Max(3, clusters))
        {
            throw new ProblemException(
                new(
                    "There are no groups to find",
                    width == 0 ? "no column that varies" : $"{distinct} distinct {(distinct == 1 ? "row" : "rows")}",
                    clusters > distinct
                        ? $"as many distinct rows as clusters, {clusters}"
                        : "columns that vary, and three distinct rows or more",
                    "the training rows",
                    clusters > distinct ? "name fewer as training.clusters" : "check which columns have the role feature"
                )
            );
        }

        var notes = new List<Note>();
        if (clusters == 0)
        {
            (clusters, var silhouette) = Choose(rows, distinct, context);
            notes.Add(ClusterNotes.Chosen(clusters, Math.Min(MostTried, distinct - 1), silhouette, isBound: clusters == MostTried));
        }

        var points = DensePoints.Of(rows.Features);
        var centres = new KMeans(points, rows.Shares(), context.Threads, context.Cancellation).Fit(clusters, context.Seed);
        return new(new KMeansModel(width, LargestFirst(centres, points)), new(parameters) { [ClustersParameter] = clusters }, notes);
    }

    private static (int Clusters, double Silhouette) Choose(TrainingSet rows, int distinct, TrainingContext context)
    {
        var step = Math.Max(1, (rows.Features.RowCount + ChoiceRows - 1) / ChoiceRows);
        var taken = Enumerable.Range(0, rows.Features.RowCount).Where(row => row % step == 0).ToArray();
        var sample = rows with
        {
            Features = rows.Features.Take(taken),
            Weights = rows.Weights is { } weights ? Array.ConvertAll(taken, row => weights[row]) : null,
        };
        var points = DensePoints.Of(sample.Features);
        var means = new KMeans(points, sample.Shares(), context.Threads, context.Cancellation);
        var tried = Enumerable.Range(2, Math.Min(MostTried, distinct - 1) - 1).ToArray();
        var groupings = Array.ConvertAll(tried, clusters => Groups(points, means.Fit(clusters, context.Seed)));
        var silhouettes = SilhouetteScores.Means(points, groupings, context.Seed, context.Threads);
        var best = 0;
        for (var i = 1; i < tried.Length; i++)
        {
            best = silhouettes[i] > silhouettes[best] || double.IsNaN(silhouettes[best]) ? i : best;
        }

        return (tried[best], silhouettes[best]);
    }

    private static double[] Groups(DensePoints points, double[] centres) =>
        [.. Enumerable.Range(0, points.Count).Select(row => (double)KMeans.Nearest(points[row], centres).Cluster)];

    /// <summary>Numbers clusters by size, so that the same groups have the same numbers wherever the iteration began.</summary>
    private static double[] LargestFirst(double[] centres, DensePoints points)
    {
        var sizes = new int[centres.Length / points.Width];
        for (var row = 0; row < points.Count; row++)
        {
            sizes[KMeans.Nearest(points[row], centres).Cluster]++;
        }

        return
        [
            .. Enumerable
                .Range(0, sizes.Length)
                .OrderByDescending(cluster => sizes[cluster])
                .SelectMany(cluster => centres[(cluster * points.Width)..((cluster + 1) * points.Width)]),
        ];
    }

    /// <summary>Distinct rows, counted as far as it matters.</summary>
    private static int Distinct(FeatureMatrix features, int most)
    {
        var (seen, row) = (new HashSet<string>(StringComparer.Ordinal), new float[features.Columns.Length]);
        for (var r = 0; r < features.RowCount && seen.Count < most; r++)
        {
            features.CopyRow(r, row);
            seen.Add(string.Join(' ', row.Select(BitConverter.SingleToUInt32Bits)));
        }

        return seen.Count;
    }
}
