using MLOpsFunctions.Learning.Boosting.Losses;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>Follows the loss on rows that training does not see, and says when to stop.</summary>
internal sealed class ValidationWatch
{
    /// <summary>Rows that are summed by one thread. Part of the result: another number would round differently.</summary>
    private const int BlockRows = 4_096;

    private readonly Loss _loss;
    private readonly BinnedMatrix _matrix;
    private readonly ScoredRows _rows;
    private readonly EarlyStopping _stopping;
    private readonly Team _team;

    /// <summary>Starts at the loss before the first tree.</summary>
    public ValidationWatch(Loss loss, TrainingSet validation, FeatureBins[] bins, int patience, Team team)
    {
        (_loss, _team) = (loss, team);
        _matrix = BinnedMatrix.Apply(bins, validation.Features, team);
        _rows = new(loss, validation.Labels, validation.Weights is null ? null : Array.ConvertAll(validation.Weights, weight => (float)weight));
        _stopping = new(patience, MeanLoss());
    }

    /// <summary>Rounds after which the loss was least.</summary>
    public int BestRounds => _stopping.BestRounds;

    /// <summary>Scores one more round's trees; true: another round cannot be expected to help.</summary>
    public bool SaysStop(TreeNode[] grown)
    {
        for (var output = 0; output < grown.Length; output++)
        {
            BinnedTree.Advance(grown[output], _matrix, _rows.Scores[output], _team);
        }

        return _stopping.Observe(MeanLoss());
    }

    private double MeanLoss()
    {
        var sums = new double[(_rows.Count + BlockRows - 1) / BlockRows];
        _team.Run(sums.Length, (block, _) =>
        {
            var to = Math.Min((block + 1) * BlockRows, _rows.Count);
            for (var row = block * BlockRows; row < to; row++)
            {
                sums[block] += _loss.Value(_rows, row) * _rows.Weight(row);
            }
        });
        return sums.Sum();
    }
}
