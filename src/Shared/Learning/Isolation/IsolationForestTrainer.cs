using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Isolation;

/// <summary>
/// Isolation forest (Liu, Ting and Zhou 2008): the number of random splits that isolate a row. It learns without
/// labels; a label only measures. Parameters <c>trees</c> (100) and <c>sample</c> (256 rows for each tree), as in the
/// paper.
/// </summary>
public sealed class IsolationForestTrainer : ITrainer
{
    /// <inheritdoc/>
    public string Name => IsolationForest.KindName;

    /// <inheritdoc/>
    public FeatureEncoding Encoding => FeatureEncoding.Dense;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterRange> SearchSpace => [];

    /// <inheritdoc/>
    public bool Supports(ModelTask task) => task == ModelTask.Anomaly;

    /// <inheritdoc/>
    public TrainingOutcome Train(TrainingSet training, TrainingSet? validation, TrainerParameters parameters, TrainingContext context)
    {
        var rows = PositiveWeightRows.Of(training).Features;
        var (count, sample) = ((int)parameters.Get("trees", 100), Math.Min((int)parameters.Get("sample", 256), rows.RowCount));
        if (rows.Columns.Length == 0 || sample < 2)
        {
            throw new ProblemException(
                new(
                    "There is nothing that a row could differ in",
                    rows.Columns.Length == 0 ? "no column that varies" : $"{rows.RowCount} row",
                    "columns that vary, and two rows or more",
                    "the training rows",
                    "check which columns have the role feature"
                )
            );
        }

        var trees = new IsolationNode[count][];
        Parallel.For(
            0,
            count,
            new() { MaxDegreeOfParallelism = context.Threads, CancellationToken = context.Cancellation },
            tree =>
            {
                var drawn = Draw(rows.RowCount, sample, new(context.Seed, 2 * tree));
                trees[tree] = IsolationTree.Grow(rows.Columns, drawn, new(context.Seed, (2 * tree) + 1));
            }
        );
        return new(new IsolationForest(rows.Columns.Length, sample, trees), parameters, []);
    }

    /// <summary>A random sample of distinct rows (Floyd's algorithm: Bentley, Programming Pearls, CACM 30(9), 1987).</summary>
    private static int[] Draw(int rows, int count, SeededRandom random)
    {
        var drawn = new SortedSet<int>();
        for (var bound = rows - count; bound < rows; bound++)
        {
            var row = random.Next(bound + 1);
            drawn.Add(drawn.Contains(row) ? bound : row);
        }

        return [.. drawn];
    }
}
