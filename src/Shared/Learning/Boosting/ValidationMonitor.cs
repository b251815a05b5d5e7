using MLOpsFunctions.Learning.Boosting.Losses;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>Measures the loss on rows that training does not see, and stops training.</summary>
internal sealed class ValidationMonitor
{
    /// <summary>Rows that one thread sums. It is part of the result: another number would round differently.</summary>
    private const int BlockRows = 4_096;

    private readonly Loss _loss;
    private readonly BinnedMatrix _matrix;
    private readonly ScoredRows _rows;
    private readonly EarlyStopping _stopping;
    private readonly ParallelWorkers _workers;

    /// <summary>Starts at the loss before the first tree.</summary>
    public ValidationMonitor(Loss loss, TrainingSet validation, FeatureBins[] bins, int patience, ParallelWorkers workers)
    {
        (_loss, _workers) = (loss, workers);
        _matrix = BinnedMatrix.Apply(bins, validation.Features, workers);
        _rows = new(
            loss,
            validation.Labels,
            validation.Weights is null ? null : Array.ConvertAll(validation.Weights, weight => (float)weight)
        );
        _stopping = new(patience, MeanLoss());
    }

    /// <summary>The number of rounds with the least loss.</summary>
    public int BestRounds => _stopping.BestRounds;

    /// <summary>Scores one more round's trees; true: stop, because another round is not expected to help.</summary>
    public bool ShouldStop(TreeNode[] grown)
    {
        for (var output = 0; output < grown.Length; output++)
        {
            BinnedTree.Advance(grown[output], _matrix, _rows.Scores[output], _workers);
        }

        return _stopping.Observe(MeanLoss());
    }

    private double MeanLoss()
    {
        var sums = new double[(_rows.Count + BlockRows - 1) / BlockRows];
        _workers.Run(
            sums.Length,
            (block, _) =>
            {
                var to = Math.Min((block + 1) * BlockRows, _rows.Count);
                for (var row = block * BlockRows; row < to; row++)
                {
                    sums[block] += _loss.Value(_rows, row) * _rows.Weight(row);
                }
            }
        );
        return sums.Sum();
    }
}
