using System.Runtime.CompilerServices;
using MLOpsFunctions.Learning.Boosting.Losses;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>The boosting loop: derivatives of the loss at the current scores, a tree that fits them, new scores.</summary>
internal sealed class Booster
{
    private readonly BoostingOptions _options;
    private readonly int _seed;
    private readonly Loss _loss;
    private readonly int _featureCount;
    private readonly ParallelWorkers _workers;
    private readonly BinnedMatrix _matrix;
    private readonly ScoredRows _rows;
    private readonly Derivatives _derivatives;
    private readonly RowPartition _partition;
    private readonly TreeGrower _grower;
    private readonly LeafFitter _fitter;

    /// <summary>Bins the rows and sets up what all trees share.</summary>
    public Booster(
        TrainingSet training,
        float[]? weights,
        Loss loss,
        BoostingOptions options,
        sbyte[] monotone,
        int seed,
        ParallelWorkers workers
    )
    {
        (_options, _seed, _loss, _featureCount, _workers) = (options, seed, loss, training.Features.Columns.Length, workers);
        _matrix = BinnedMatrix.Fit(training.Features, options.Bins, seed, workers);
        _rows = new(loss, training.Labels, weights);
        _partition = new(_matrix, workers);
        _derivatives = new(loss, _rows, _partition, workers);
        _grower = new(_matrix, _partition, options, [.. _matrix.Features.Select(feature => monotone[feature.Source])], workers);
        _fitter = new(loss, _rows, _derivatives, _partition, options, workers);
    }

    /// <summary>Notes for the reader of the run.</summary>
    public List<Note> Notes { get; } = [];

    /// <summary>Trains until the rounds end, the validation loss stops improving, or nothing is left to split.</summary>
    /// <param name="validation">Rows that decide when to stop.</param>
    /// <param name="rounds">The number of rounds that are kept.</param>
    /// <param name="progress">Receives the share of finished rounds.</param>
    public Forest Train(TrainingSet? validation, out int rounds, IProgress<double>? progress = null)
    {
        var watch = validation is null ? null : new ValidationMonitor(_loss, validation, _matrix.Features, _options.Patience, _workers);
        var trees = new List<TreeNode>();
        for (var round = 0; round < _options.Trees; round++)
        {
            var grown = GrowRound(round);
            if (grown.All(tree => tree.Children is null) && _options.RowShare >= 1 && _options.ColumnShare >= 1)
            {
                // The next round would see the same rows and features.
                Notes.Add(TrainerNotes.NoUsefulSplit(round));
                break;
            }

            trees.AddRange(grown);
            progress?.Report((round + 1.0) / _options.Trees);
            if (watch is not null && watch.ShouldStop(grown))
            {
                break;
            }
        }

        rounds = watch?.BestRounds ?? (trees.Count / _loss.Outputs);
        if (watch is not null && rounds == BoostingOptions.MostTrees)
        {
            Notes.Add(TrainerNotes.TreesAtMost(rounds));
        }

        var builder = new ForestBuilder(_matrix.Features);
        foreach (var tree in trees.Take(rounds * _loss.Outputs))
        {
            builder.Add(tree);
        }

        return builder.Build(_featureCount, _loss);
    }

    [MethodImpl(JitOptions.AggressiveOptimization)]
    private TreeNode[] GrowRound(int round)
    {
        var sampled = Subsampling.Rows(_matrix.RowCount, _options.RowShare, Seed(round, 1));
        _derivatives.BeginRound();
        var trees = new TreeNode[_loss.Outputs];
        for (var output = 0; output < trees.Length; output++)
        {
            trees[output] = GrowTree((round * trees.Length) + output, output, sampled);
        }

        return trees;
    }

    [MethodImpl(JitOptions.AggressiveOptimization)]
    private TreeNode GrowTree(int index, int output, int[]? sampled)
    {
        _derivatives.Compute(output);
        var count = sampled?.Length ?? _matrix.RowCount;
        var scale = GradientQuantizer.Quantize(_derivatives, sampled, Seed(index, 2), _partition.Memory(count), _workers);
        var tree = _grower.Grow(count, scale, Subsampling.Features(_matrix.Features.Length, _options.ColumnShare, Seed(index, 3)));
        if (tree.Children is null)
        {
            return tree;
        }

        _derivatives.Compute(output);
        _fitter.Fit(tree, sampled is null ? _rows.Scores[output] : null);
        if (sampled is not null)
        {
            BinnedTree.Advance(tree, _matrix, _rows.Scores[output], _workers);
        }

        return tree;
    }

    private int Seed(int index, int purpose) => (int)IndexedRandom.Of(_seed, (index * 4) + purpose);
}
