using System.Runtime.Intrinsics;
using MLOpsFunctions.Training.Boosting.Losses;

namespace MLOpsFunctions.Training.Boosting;

/// <summary>The loss's derivatives at the scores so far, by row: computed before each tree.</summary>
internal sealed class Derivatives
{
    /// <summary>Rows at a time; a multiple of <see cref="ScoredRows.Lanes"/>. Any would give the same numbers.</summary>
    private const int BlockRows = 8_192;

    private readonly Loss _loss;
    private readonly ScoredRows _rows;
    private readonly Team _team;

    /// <summary>For these rows.</summary>
    public Derivatives(Loss loss, ScoredRows rows, Team team)
    {
        (_loss, _rows, _team) = (loss, rows, team);
        Gradients = new float[rows.Targets.Length];
        Hessians = loss.HasUnitHessian && rows.Weights is null ? null : new float[rows.Targets.Length];
    }

    /// <summary>First derivatives, weights included.</summary>
    public float[] Gradients { get; }

    /// <summary>Second derivatives, weights included; null: all 1.</summary>
    public float[]? Hessians { get; }

    /// <summary>Greatest absolute gradient.</summary>
    public float MaxGradient { get; private set; }

    /// <summary>Greatest hessian; null where all are 1.</summary>
    public float? MaxHessian { get; private set; }

    private int Blocks => (_rows.Count + BlockRows - 1) / BlockRows;

    /// <summary>Prepares the rows for the trees of one round.</summary>
    public void BeginRound() => _team.Run(Blocks, (block, _) => _loss.BeginRound(_rows, block * BlockRows, Math.Min((block + 1) * BlockRows, _rows.Count)));

    /// <summary>Derives all rows by one of their scores.</summary>
    public void Compute(int output)
    {
        var largest = new (float Gradient, float Hessian)[Blocks];
        _team.Run(Blocks, (block, _) => largest[block] = ComputeBlock(output, block * BlockRows, Math.Min((block + 1) * BlockRows, _rows.Count)));
        MaxGradient = largest.Max(block => block.Gradient);
        MaxHessian = Hessians is null ? null : largest.Max(block => block.Hessian);
    }

    private (float Gradient, float Hessian) ComputeBlock(int output, int from, int to)
    {
        var (maxGradient, maxHessian) = (Vector256<float>.Zero, Vector256<float>.Zero);
        for (var row = from; row < to; row += ScoredRows.Lanes)
        {
            var (gradient, hessian) = _loss.Derive(
                _rows, output, row, Vector256.LoadUnsafe(ref _rows.Scores[output][row]), Vector256.LoadUnsafe(ref _rows.Targets[row]));
            if (_rows.Weights is { } weights)
            {
                var weight = Vector256.LoadUnsafe(ref weights[row]);
                (gradient, hessian) = (gradient * weight, hessian * weight);
            }

            if (to - row < ScoredRows.Lanes)
            {
                // Behind the last row there is nothing to be counted.
                var inside = Vector256.LessThan(Vector256<float>.Indices, Vector256.Create((float)(to - row)));
                (gradient, hessian) = (gradient & inside, hessian & inside);
            }

            gradient.StoreUnsafe(ref Gradients[row]);
            maxGradient = Vector256.Max(maxGradient, Vector256.Abs(gradient));
            if (Hessians is { } hessians)
            {
                hessian.StoreUnsafe(ref hessians[row]);
                maxHessian = Vector256.Max(maxHessian, hessian);
            }
        }

        return (Largest(maxGradient), Largest(maxHessian));
    }

    private static float Largest(Vector256<float> vector)
    {
        var largest = 0f;
        for (var lane = 0; lane < Vector256<float>.Count; lane++)
        {
            largest = Math.Max(largest, vector[lane]);
        }

        return largest;
    }
}
