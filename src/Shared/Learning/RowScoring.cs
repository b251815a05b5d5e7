using MLOpsFunctions.Features;

namespace MLOpsFunctions.Learning;

/// <summary>Scores many rows with a model that scores single rows.</summary>
internal static class RowScoring
{
    private const int BlockRows = 256;

    /// <summary>
    /// Scores all rows, in blocks side by side; the same bits as <see cref="IModel.Score"/> on any number of threads.
    /// </summary>
    public static void ScoreAll(IModel model, FeatureMatrix matrix, Span<double> output, int threads)
    {
        var scores = new double[matrix.RowCount * model.OutputCount];
        Parallel.For(
            0,
            (matrix.RowCount + BlockRows - 1) / BlockRows,
            new() { MaxDegreeOfParallelism = Math.Max(1, threads) },
            block =>
            {
                var row = new float[matrix.FeatureCount];
                for (var r = block * BlockRows; r < Math.Min(matrix.RowCount, (block + 1) * BlockRows); r++)
                {
                    matrix.CopyRow(r, row);
                    model.Score(row, scores.AsSpan(r * model.OutputCount, model.OutputCount));
                }
            }
        );
        scores.CopyTo(output);
    }
}
