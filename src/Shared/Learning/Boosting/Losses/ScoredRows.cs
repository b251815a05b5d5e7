namespace MLOpsFunctions.Learning.Boosting.Losses;

/// <summary>
/// Rows with their targets, weights and current scores. Arrays are padded to whole vectors; values after the last row
/// have no meaning.
/// </summary>
internal sealed class ScoredRows
{
    /// <summary>Rows that are processed together.</summary>
    public const int Lanes = 8;

    /// <summary>Starts rows at a loss's base.</summary>
    public ScoredRows(Loss loss, double[] labels, float[]? weights)
    {
        Count = labels.Length;
        Targets = Pad(loss.Targets(labels));
        Weights = weights is null ? null : Pad(weights);
        Scores = new float[loss.Outputs][];
        for (var output = 0; output < Scores.Length; output++)
        {
            Scores[output] = new float[Targets.Length];
            Scores[output].AsSpan().Fill(loss.Start(output));
        }

        (Shift, Scale) = loss.Outputs > 1 ? (new float[Targets.Length], new float[Targets.Length]) : ([], []);
    }

    public int Count { get; }

    public float[] Targets { get; }

    /// <summary>By row; null: all 1.</summary>
    public float[]? Weights { get; }

    /// <summary>By output, then by row.</summary>
    public float[][] Scores { get; }

    /// <summary>Of several outputs: the row's largest score when the round began.</summary>
    public float[] Shift { get; }

    /// <summary>Of several outputs: one over the sum of e^(score - shift) when the round began.</summary>
    public float[] Scale { get; }

    public float Weight(int row) => Weights is null ? 1 : Weights[row];

    private static float[] Pad(float[] values)
    {
        Array.Resize(ref values, (values.Length + Lanes - 1) / Lanes * Lanes);
        return values;
    }
}
