using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation.Metrics;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Monitoring;

/// <summary>
/// The classifier two-sample test: boosted trees learn to tell current rows from training rows; the value is their AUC on
/// rows that they have not learned from (Lopez-Paz and Oquab, Revisiting Classifier Two-Sample Tests, ICLR 2017). It finds
/// changes of how columns depend on each other, which no test of single columns can see.
/// </summary>
/// <remarks>
/// Domain: any number of columns, at least <see cref="LeastRows"/> rows on each side; of many rows an even sample. 0.5 is
/// a guess, 1 is always right. Default threshold: <see cref="DefinitionDefaults.DriftAuc"/>. The interval is Hanley and
/// McNeil's, the p-value that of the Mann-Whitney test of each fold, put together (Hanley and McNeil, The Meaning and Use
/// of the Area under a ROC Curve, Radiology 143, 1982).
/// </remarks>
public sealed class MultivariateTest
{
    /// <summary>Fewest rows on each side: with fewer, trees learn nothing that holds.</summary>
    public const int LeastRows = 200;

    private const int Folds = 3;

    /// <summary>Small trees, few of them: what they have to tell apart is gross, and a check is made every hour.</summary>
    private static readonly TrainerParameters Parameters = new()
    {
        ["trees"] = 40,
        ["leaves"] = 8,
        ["learningRate"] = 0.15,
        ["minLeaf"] = 20,
    };

    private readonly SampledRows _reference;
    private readonly SampledRows _current;
    private readonly IReadOnlyList<FeatureInfo> _features;

    /// <summary>Starts with no rows.</summary>
    /// <param name="reference">The profile of the champion's training data.</param>
    /// <param name="schema">The columns that the champion takes, with their roles; times are left out.</param>
    public MultivariateTest(DataProfile reference, IReadOnlyList<ColumnSchema> schema)
    {
        var features = schema
            .Where(column => column.Role == ColumnRole.Feature && column.Type != ColumnType.Time)
            .Select(column => column.Name)
            .ToHashSet(StringComparer.Ordinal);
        SampledColumn[] columns =
        [
            .. reference.Columns.Where(column => features.Contains(column.Name)).Select(column => new SampledColumn(column)),
        ];
        _features = [.. columns.Select(column => column.Feature)];
        (_reference, _current) = (new(columns), new(columns));
    }

    /// <summary>Adds training rows.</summary>
    public void AddReference(DataFrame frame) => _reference.Add(frame);

    /// <summary>Adds current rows.</summary>
    public void AddCurrent(DataFrame frame) => _current.Add(frame);

    /// <summary>What the classifier makes of the rows so far; null where there are too few, or no columns.</summary>
    /// <param name="seed">Seed of everything drawn.</param>
    /// <param name="threads">Threads to use, 1 or more; never changes the result.</param>
    /// <param name="cancellation">Stops between folds.</param>
    public MultivariateFinding? Find(int seed, int threads, CancellationToken cancellation = default)
    {
        if (_features.Count == 0 || _reference.Count < LeastRows || _current.Count < LeastRows)
        {
            return null;
        }

        var rows = _reference.Count + _current.Count;
        double[] labels = [.. Enumerable.Repeat(0d, _reference.Count), .. Enumerable.Repeat(1d, _current.Count)];
        float[][] columns = [.. _features.Select((_, i) => (float[])[.. _reference.Column(i), .. _current.Column(i)])];
        var matrix = new FeatureMatrix(_features, columns, rows);
        var folds = Enumerable
            .Range(0, Folds)
            .Select(fold => Judge(matrix, labels, fold, new(ModelTask.Binary, seed, threads, Cancellation: cancellation)))
            .ToArray();
        var auc = folds.Average(fold => fold.Auc);
        var deviation = Math.Sqrt(folds.Sum(fold => fold.Variance)) / Folds;
        var chance = Math.Sqrt(folds.Sum(fold => fold.ChanceVariance)) / Folds;
        return new(
            auc,
            Math.Max(0, auc - (1.96 * deviation)),
            Math.Min(1, auc + (1.96 * deviation)),
            NormalDistribution.Survival((auc - 0.5) / chance),
            rows
        );
    }

    /// <summary>Learns from the other folds and judges this one.</summary>
    private static FoldAuc Judge(FeatureMatrix matrix, double[] labels, int fold, TrainingContext context)
    {
        var (learned, judged) = (new List<int>(), new List<int>());
        for (var row = 0; row < labels.Length; row++)
        {
            (row % Folds == fold ? judged : learned).Add(row);
        }

        int[] rows = [.. learned];
        var model = new BoostedTreesTrainer()
            .Train(new(matrix.Take(rows), Array.ConvertAll(rows, row => labels[row]), 2), null, Parameters, context)
            .Model;
        rows = [.. judged];
        var (scores, counts) = (new double[rows.Length], new byte[rows.Length]);
        Array.Fill(counts, (byte)1);
        model.ScoreAll(matrix.Take(rows), scores, context.Threads);
        var isCurrent = Array.ConvertAll(rows, row => labels[row] == 1);
        return new(new AucSample(scores, isCurrent).Value(counts), isCurrent.Count(one => one), isCurrent.Count(one => !one));
    }

    private readonly record struct FoldAuc(double Auc, int Positives, int Negatives)
    {
        /// <summary>Hanley and McNeil's variance of the AUC.</summary>
        public double Variance
        {
            get
            {
                var (q1, q2) = (Auc / (2 - Auc), 2 * Auc * Auc / (1 + Auc));
                return ((Auc * (1 - Auc)) + ((Positives - 1) * (q1 - (Auc * Auc))) + ((Negatives - 1) * (q2 - (Auc * Auc))))
                    / ((double)Positives * Negatives);
            }
        }

        /// <summary>The variance of the AUC of a guess.</summary>
        public double ChanceVariance => (Positives + Negatives + 1) / (12d * Positives * Negatives);
    }
}
