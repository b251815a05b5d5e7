using MLOpsFunctions.Training.Boosting;

namespace MLOpsFunctions.Training.Linear;

/// <summary>
/// Mean loss over the rows plus the penalty, with its gradient. Weights are outputs x (features + 1), the intercept last and unpenalised. Every sum runs over rows in order within one
/// thread, whichever thread that is, so that the number of threads changes no bit.
/// </summary>
internal sealed class LinearObjective(float[][] columns, double[] labels, double[]? weights, LinearKind kind, int outputs, double l2, int threads)
{
    private readonly double[] _margins = new double[outputs * labels.Length];
    private readonly double _total = weights?.Sum() ?? labels.Length;
    private readonly ParallelOptions _parallel = new() { MaxDegreeOfParallelism = Math.Max(1, threads) };

    public int Outputs => outputs;

    public int Size => outputs * (columns.Length + 1);

    /// <summary>The loss at a point; its gradient goes into <paramref name="gradient"/>.</summary>
    public double Evaluate(double[] point, double[] gradient)
    {
        var rows = labels.Length;
        Parallel.For(0, (rows + 4095) / 4096, _parallel, block => AddMargins(point, block * 4096, Math.Min(rows, (block + 1) * 4096)));
        var loss = Residuals();
        Parallel.For(0, outputs * (columns.Length + 1), _parallel, i => gradient[i] = Gradient(point, i));
        for (var i = 0; i < point.Length; i++)
        {
            loss += IsIntercept(i) ? 0 : 0.5 * l2 * point[i] * point[i];
        }

        return loss;
    }

    /// <summary>Each feature's weighted mean, to which explanations refer.</summary>
    public double[] Means()
    {
        var means = new double[columns.Length];
        Parallel.For(0, columns.Length, _parallel, f =>
        {
            var sum = 0.0;
            for (var row = 0; row < labels.Length; row++)
            {
                sum += (weights?[row] ?? 1) * columns[f][row];
            }

            means[f] = sum / _total;
        });
        return means;
    }

    private bool IsIntercept(int i) => i % (columns.Length + 1) == columns.Length;

    private void AddMargins(double[] point, int from, int to)
    {
        for (var k = 0; k < outputs; k++)
        {
            var margins = _margins.AsSpan((k * labels.Length) + from, to - from);
            margins.Fill(point[(k * (columns.Length + 1)) + columns.Length]);
            for (var f = 0; f < columns.Length; f++)
            {
                var weight = point[(k * (columns.Length + 1)) + f];
                var column = columns[f].AsSpan(from, to - from);
                for (var i = 0; i < margins.Length; i++)
                {
                    margins[i] += weight * column[i];
                }
            }
        }
    }

    /// <summary>Replaces margins by the loss's derivative for each, and returns the mean loss.</summary>
    private double Residuals()
    {
        var (loss, rows) = (0.0, labels.Length);
        for (var row = 0; row < rows; row++)
        {
            var weight = (weights?[row] ?? 1) / _total;
            loss += weight * kind switch
            {
                LinearKind.Identity => Squared(row),
                LinearKind.Logistic => Logistic(row),
                _ => Multinomial(row, rows),
            };
            for (var k = 0; k < outputs; k++)
            {
                _margins[(k * rows) + row] *= weight;
            }
        }

        return loss;
    }

    private double Squared(int row)
    {
        var error = _margins[row] -= labels[row];
        return 0.5 * error * error;
    }

    private double Logistic(int row)
    {
        var margin = _margins[row];
        var small = PortableMath.Exp(-Math.Abs(margin));
        var probability = margin >= 0 ? 1 / (1 + small) : small / (1 + small);
        _margins[row] = probability - labels[row];
        return Math.Max(margin, 0) - (margin * labels[row]) + PortableMath.Log(1 + small);
    }

    private double Multinomial(int row, int rows)
    {
        var (most, sum, label) = (double.NegativeInfinity, 0.0, (int)labels[row]);
        for (var k = 0; k < outputs; k++)
        {
            most = Math.Max(most, _margins[(k * rows) + row]);
        }

        var own = _margins[(label * rows) + row] - most;
        for (var k = 0; k < outputs; k++)
        {
            sum += _margins[(k * rows) + row] = PortableMath.Exp(_margins[(k * rows) + row] - most);
        }

        for (var k = 0; k < outputs; k++)
        {
            _margins[(k * rows) + row] = (_margins[(k * rows) + row] / sum) - (k == label ? 1 : 0);
        }

        return PortableMath.Log(sum) - own;
    }

    private double Gradient(double[] point, int i)
    {
        var residuals = _margins.AsSpan(i / (columns.Length + 1) * labels.Length, labels.Length);
        var feature = i % (columns.Length + 1);
        if (feature == columns.Length)
        {
            var sum = 0.0;
            foreach (var residual in residuals)
            {
                sum += residual;
            }

            return sum;
        }

        return Dot(columns[feature], residuals) + (l2 * point[i]);
    }

    /// <summary>Four running sums, added in a fixed order: faster than one, and the same on every machine.</summary>
    private static double Dot(float[] column, ReadOnlySpan<double> residuals)
    {
        var (a, b, c, d, i) = (0.0, 0.0, 0.0, 0.0, 0);
        for (; i + 4 <= column.Length; i += 4)
        {
            a += column[i] * residuals[i];
            b += column[i + 1] * residuals[i + 1];
            c += column[i + 2] * residuals[i + 2];
            d += column[i + 3] * residuals[i + 3];
        }

        for (; i < column.Length; i++)
        {
            a += column[i] * residuals[i];
        }

        return a + b + (c + d);
    }
}
