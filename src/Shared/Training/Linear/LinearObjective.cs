namespace MLOpsFunctions.Training.Linear;

/// <summary>
/// The mean loss over the rows plus half of <c>l2</c> times the squared weights, with its gradient and curvature. A point is, for each output, a weight a feature and then the
/// intercept, which has no penalty. Every sum runs over the rows in one order, whichever thread adds it, so that the number of threads changes no bit.
/// </summary>
/// <param name="columns">The features, by column.</param>
/// <param name="loss">The loss over the rows.</param>
/// <param name="l2">The penalty.</param>
/// <param name="parallel">How many threads.</param>
internal sealed class LinearObjective(float[][] columns, LinearLoss loss, double l2, ParallelOptions parallel)
{
    /// <summary>Rows whose products fit a core's nearest cache.</summary>
    private const int Block = 2048;

    private readonly double[] _margins = new double[loss.Outputs * loss.Rows];

    /// <summary>Numbers of a point.</summary>
    public int Size => loss.Outputs * Stride;

    private int Stride => columns.Length + 1;

    /// <summary>The loss at a point; its gradient goes into <paramref name="gradient"/>.</summary>
    public double Evaluate(double[] point, double[] gradient)
    {
        Parallel.For(0, (loss.Rows + Block - 1) / Block, parallel, block => AddMargins(point, block * Block, Math.Min(loss.Rows, (block + 1) * Block)));
        var value = loss.ToResiduals(_margins);
        Parallel.For(0, Size, parallel, i => gradient[i] = Gradient(point, i));
        for (var i = 0; i < point.Length; i++)
        {
            value += IsIntercept(i) ? 0 : 0.5 * l2 * point[i] * point[i];
        }

        return value;
    }

    /// <summary>The second derivatives at the point that was evaluated last; for losses of one output. The lower triangle, row by row.</summary>
    public void Curvature(double[] hessian) =>
        Parallel.For(0, Stride, parallel, i =>
        {
            var row = hessian.AsSpan(i * Stride, i + 1);
            row.Clear();
            Span<double> weighted = stackalloc double[Block];
            for (var from = 0; from < loss.Rows; from += Block)
            {
                // The intercept is the last row: against each feature, and against itself.
                var second = loss.Curvature.AsSpan(from, Math.Min(Block, loss.Rows - from));
                Weigh(second, i, from, weighted);
                for (var j = 0; j < Math.Min(row.Length, columns.Length); j++)
                {
                    row[j] += Sums.Dot(columns[j].AsSpan(from, second.Length), weighted);
                }

                row[i] += i == columns.Length ? Sum(second) : 0;
            }

            row[i] += i == columns.Length ? 0 : l2;
        });

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }

    private void Weigh(ReadOnlySpan<double> second, int feature, int from, Span<double> weighted)
    {
        for (var row = 0; row < second.Length; row++)
        {
            weighted[row] = feature == columns.Length ? second[row] : second[row] * columns[feature][from + row];
        }
    }

    private bool IsIntercept(int i) => i % Stride == columns.Length;

    private void AddMargins(double[] point, int from, int to)
    {
        for (var k = 0; k < loss.Outputs; k++)
        {
            var own = point.AsSpan(k * Stride, Stride);
            var margins = _margins.AsSpan((k * loss.Rows) + from, to - from);
            margins.Fill(own[^1]);
            for (var f = 0; f < columns.Length; f++)
            {
                Sums.AddScaled(margins, own[f], columns[f].AsSpan(from, to - from));
            }
        }
    }

    private double Gradient(double[] point, int i)
    {
        var residuals = _margins.AsSpan(i / Stride * loss.Rows, loss.Rows);
        return IsIntercept(i) ? Sum(residuals) : Sums.Dot(columns[i % Stride], residuals) + (l2 * point[i]);
    }
}
