using System.Globalization;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Learning.Clustering;

/// <summary>
/// k-means on the standardised columns. The number of clusters, 2 to 15, has the greatest mean silhouette (Rousseeuw
/// 1987), among equals the smallest, unless the parameter <c>clusters</c> sets it.
/// </summary>
public sealed class KMeansTrainer : ITrainer
{
    private const int MostTried = 15;

    /// <summary>
    /// Rows that are used to choose the number of clusters: more would hardly change it, and each number is tried.
    /// </summary>
    private const int ChoiceRows = 10_000;

    /// <inheritdoc/>
    public string Name => KMeansModel.KindName;

    /// <inheritdoc/>
    public FeatureEncoding Encoding => FeatureEncoding.Dense;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterRange> SearchSpace => [];

    /// <inheritdoc/>
    public bool Supports(ModelTask task) => task == ModelTask.Clustering;

    /// <inheritdoc/>
    public TrainingOutcome Train(TrainingSet training, TrainingSet? validation, TrainerParameters parameters, TrainingContext context)
    {
        var rows = PositiveWeightRows.Of(training);
        var width = rows.Features.Columns.Length;
        var distinct = Distinct(rows.Features);
        if (width == 0 || distinct < 3)
        {
            throw new ProblemException(
                new(
                    "There are no groups to find",
                    width == 0 ? "no column that varies" : $"{distinct} distinct {(distinct == 1 ? "row" : "rows")}",
                    "columns that vary, and three distinct rows or more",
                    "the training rows",
                    "check which columns have the role feature"
                )
            );
        }

        var clusters = (int)parameters.Get("clusters", 0);
        var notes = new List<string>();
        if (clusters == 0)
        {
            (clusters, var silhouette) = Choose(rows, distinct, context);
            notes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{clusters} clusters: of 2 to {Math.Min(MostTried, distinct - 1)} they have the greatest mean "
                        + $"silhouette, {silhouette:0.###}."
                )
            );
        }

        var points = DensePoints.Of(rows.Features);
        var centres = new KMeans(points, rows.Shares(), context.Threads, context.Cancellation).Fit(clusters, context.Seed);
        return new(new KMeansModel(width, LargestFirst(centres, points)), new(parameters) { ["clusters"] = clusters }, notes);
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

    /// <summary>
    /// Numbers clusters by size, so that the same clusters have the same numbers, whatever the start of the iteration.
    /// </summary>
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

    /// <summary>The number of distinct rows, up to the number that matters.</summary>
    private static int Distinct(FeatureMatrix features)
    {
        var (seen, row) = (new HashSet<string>(StringComparer.Ordinal), new float[features.Columns.Length]);
        for (var r = 0; r < features.RowCount && seen.Count <= MostTried; r++)
        {
            features.CopyRow(r, row);
            seen.Add(string.Join(' ', row.Select(BitConverter.SingleToUInt32Bits)));
        }

        return seen.Count;
    }
}
