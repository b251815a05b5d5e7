namespace MLOpsFunctions.Training.Boosting;

/// <summary>Rounds derivatives to steps, up or down by chance in proportion, so that sums have no bias; chance is a hash of seed and row.</summary>
internal static class GradientQuantizer
{
    /// <summary>Rows at a time; any number would give the same entries.</summary>
    private const int BlockRows = 16_384;

    /// <summary>Makes the entries of the rows of one tree.</summary>
    /// <param name="rows">The rows, ascending; null: all.</param>
    /// <param name="gradients">By row.</param>
    /// <param name="hessians">By row; null: all 1.</param>
    /// <param name="seed">Differs from tree to tree.</param>
    /// <param name="entries">Receives an entry a row.</param>
    /// <param name="team">Who computes.</param>
    public static GradientScale Quantize(int[]? rows, float[] gradients, float[]? hessians, int seed, Span<ulong> entries, Team team)
    {
        var scale = GradientScale.For(entries.Length, Largest(rows, gradients), hessians is null ? 1 : Largest(rows, hessians), hessians is null);
        for (var i = 0; i < entries.Length; i++)
        {
            var row = rows is null ? i : rows[i];
            var random = RowHash.Of(seed, row);
            var gradient = Round(gradients[row] / scale.GradientStep, random & 0xFFFF);
            var hessian = hessians is null ? 1 : Round(hessians[row] / scale.HessianStep, random >> 16);
            entries[i] = RowEntry.Pack(row, gradient, hessian);
        }

        return scale;
    }

    private static int Round(double steps, uint random) => (int)Math.Floor(steps + ((random + 0.5) / 65_536));

    private static float Largest(int[]? rows, float[] values)
    {
        var largest = 0f;
        for (var i = 0; i < (rows?.Length ?? values.Length); i++)
        {
            largest = Math.Max(largest, Math.Abs(values[rows is null ? i : rows[i]]));
        }

        return largest;
    }
}
