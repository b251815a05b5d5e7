using MLOpsFunctions.Training.Boosting.Losses;

namespace MLOpsFunctions.Training.Boosting;

/// <summary>Adds tree after tree: derivatives of the loss at the scores so far, a tree that fits them, the scores it leads to.</summary>
internal sealed class Booster
{
    private readonly BoostingOptions _options;
    private readonly TrainingContext _context;
    private readonly Loss _loss;
    private readonly int _featureCount;
    private readonly Team _team;
    private readonly BinnedMatrix _matrix;
    private readonly ScoredRows _rows;
    private readonly float[] _gradients;
    private readonly float[]? _hessians;
    private readonly RowPartition _partition;
    private readonly TreeGrower _grower;

    /// <summary>Bins the rows and sets up what all trees share.</summary>
    public Booster(TrainingSet training, float[]? weights, Loss loss, BoostingOptions options, sbyte[] monotone, TrainingContext context)
    {
        (_options, _context, _loss, _featureCount) = (options, context, loss, training.Features.Columns.Length);
        _team = new(context.Threads, context.Cancellation);
        _matrix = BinnedMatrix.Fit(training.Features, options.Bins, context.Seed, _team);
        _rows = Start(training.Labels, weights);
        _gradients = new float[training.Features.RowCount];
        _hessians = loss.HasUnitHessian && weights is null ? null : new float[training.Features.RowCount];
        _partition = new(training.Features.RowCount);
        _grower = new(
            _matrix, _partition, options.Rules, options.Leaves, options.MaxDepth, [.. _matrix.Features.Select(feature => monotone[feature.Source])], _team);
    }

    /// <summary>What a reader of the run should know.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Trains until the rounds are up, the validation loss says stop, or nothing is left to split.</summary>
    /// <param name="validation">Rows that decide when to stop.</param>
    /// <param name="rounds">Rounds kept.</param>
    public Forest Train(TrainingSet? validation, out int rounds)
    {
        var watch = validation is null ? null : new Watch(this, validation);
        var trees = new List<TreeNode>();
        for (var round = 0; round < _options.Trees; round++)
        {
            _context.Cancellation.ThrowIfCancellationRequested();
            var grown = Round(round);
            if (grown.All(tree => tree.Children is null) && _options.RowShare >= 1 && _options.ColumnShare >= 1)
            {
                // Neither the rows nor the features would differ in the next round.
                Notes.Add($"Training ended after {round} rounds: no split lowers the loss.");
                break;
            }

            trees.AddRange(grown);
            if (watch is not null && watch.SaysStop(grown))
            {
                break;
            }
        }

        rounds = watch?.BestRounds ?? (trees.Count / _loss.Outputs);
        var builder = new ForestBuilder(_matrix.Features);
        foreach (var tree in trees.Take(rounds * _loss.Outputs))
        {
            builder.Add(tree);
        }

        return builder.Build(_featureCount, _loss);
    }

    private TreeNode[] Round(int round)
    {
        var sampled = Sampling.Rows(_matrix.RowCount, _options.RowShare, Seed(round, 1));
        _loss.BeginRound(_rows, 0, _matrix.RowCount);
        var trees = new TreeNode[_loss.Outputs];
        for (var output = 0; output < trees.Length; output++)
        {
            var tree = (round * trees.Length) + output;
            _loss.Derive(_rows, output, 0, _matrix.RowCount, _gradients, _hessians);
            var count = sampled?.Length ?? _matrix.RowCount;
            var scale = GradientQuantizer.Quantize(sampled, _gradients, _hessians, Seed(tree, 2), _partition.Entries(0, count), _team);
            trees[output] = _grower.Grow(count, scale, Sampling.Features(_matrix.Features.Length, _options.ColumnShare, Seed(tree, 3)));
            SetValues(trees[output]);
            Advance(trees[output], _rows.Scores[output], sampled);
        }

        return trees;
    }

    private void SetValues(TreeNode tree)
    {
        if (tree.Children is null)
        {
            return;
        }

        foreach (var leaf in tree.Leaves())
        {
            var step = LeafFitter.Fit(_partition.Entries(leaf.Start, leaf.Count), _loss, _rows, _gradients, _hessians, _options.Rules);
            leaf.Value = (float)(_options.LearningRate * Math.Clamp(step, leaf.Bounds.Low, leaf.Bounds.High));
        }
    }

    private void Advance(TreeNode tree, float[] scores, int[]? sampled)
    {
        if (sampled is not null)
        {
            Advance(tree, _matrix, scores);
            return;
        }

        foreach (var leaf in tree.Leaves())
        {
            foreach (var entry in _partition.Entries(leaf.Start, leaf.Count))
            {
                scores[RowEntry.Row(entry)] += leaf.Value;
            }
        }
    }

    private static void Advance(TreeNode tree, BinnedMatrix matrix, float[] scores)
    {
        for (var row = 0; row < matrix.RowCount; row++)
        {
            scores[row] += tree.Find(matrix.Rows.AsSpan(row * matrix.Stride, matrix.Stride)).Value;
        }
    }

    private ScoredRows Start(double[] labels, float[]? weights)
    {
        var scores = new float[_loss.Outputs][];
        for (var output = 0; output < scores.Length; output++)
        {
            scores[output] = new float[labels.Length];
            scores[output].AsSpan().Fill(_loss.Start(output));
        }

        return new(_loss.Targets(labels), weights, scores);
    }

    private int Seed(int index, int purpose) => (int)RowHash.Of(_context.Seed, (index * 4) + purpose);

    /// <summary>The validation rows, scored tree after tree.</summary>
    private sealed class Watch
    {
        private readonly Booster _booster;
        private readonly BinnedMatrix _matrix;
        private readonly ScoredRows _rows;
        private readonly EarlyStopping _stopping;

        public Watch(Booster booster, TrainingSet validation)
        {
            _booster = booster;
            _matrix = BinnedMatrix.Apply(booster._matrix.Features, validation.Features, booster._team);
            _rows = booster.Start(validation.Labels, validation.Weights is null ? null : Array.ConvertAll(validation.Weights, weight => (float)weight));
            _stopping = new(booster._options.Patience, Loss());
        }

        public int BestRounds => _stopping.BestRounds;

        public bool SaysStop(TreeNode[] grown)
        {
            for (var output = 0; output < grown.Length; output++)
            {
                Advance(grown[output], _matrix, _rows.Scores[output]);
            }

            return _stopping.Observe(Loss());
        }

        private double Loss()
        {
            var sum = 0d;
            for (var row = 0; row < _matrix.RowCount; row++)
            {
                sum += _booster._loss.Value(_rows, row) * _rows.Weight(row);
            }

            return sum;
        }
    }
}
