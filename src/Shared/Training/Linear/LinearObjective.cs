using MLOpsFunctions.Features;

namespace MLOpsFunctions.Training.Linear;

/// <summary>
/// The mean loss over the rows plus half of <c>l2</c> times the squared weights, with its gradient and curvature. A point is, for each output, a weight a feature and then the
/// intercept, which has no penalty; then the blocks of n-grams, for each feature a weight an output. Every sum runs over the rows in one order, whichever thread adds it, so that the number of threads changes no bit.
/// </summary>
/// <param name="features">The rows.</param>
/// <param name="loss">The loss over the rows.</param>
/// <param name="parallel">How many threads.</param>
internal sealed class LinearObjective(FeatureMatrix features, LinearLoss loss, ParallelOptions parallel)
{
    /// <summary>Rows whose products fit a core's nearest cache.</summary>
    private const int Block = 2048;

    private readonly float[][] _columns = features.Columns;
    private readonly SparseProducts[] _blocks = [.. features.Blocks.Select(block => new SparseProducts(block, loss.Outputs))];
    private readonly double[] _margins = new double[loss.Outputs * loss.Rows];

    // What n-grams add is found row by row; with one output that is the same order.
    private readonly double[] _byRow = new double[features.Blocks.Count > 0 && loss.Outputs > 1 ? loss.Outputs * loss.Rows : 0];

    /// <summary>The penalty on weights of columns, and on those of n-grams.</summary>
    public (double Columns, double Ngrams) L2 { get; set; }

    /// <summary>Numbers of a point.</summary>
    public int Size => Dense + _blocks.Sum(block => block.Size);

    /// <summary>Features that have a column each.</summary>
    public int Columns => _columns.Length;

    private int Stride => _columns.Length + 1;

    private int Dense => loss.Outputs * Stride;

    /// <summary>Whether a number of a point is an intercept.</summary>
    public bool IsIntercept(int i) => i < Dense && i % Stride == _columns.Length;

    /// <summary>Whether a number of a point is the weight of an n-gram.</summary>
    public bool IsNgram(int i) => i >= Dense;

    /// <summary>The loss at a point; its gradient goes into <paramref name="gradient"/>.</summary>
    public double Evaluate(double[] point, double[] gradient)
    {
        Parallel.For(0, (loss.Rows + Block - 1) / Block, parallel, block => AddMargins(point, block * Block, Math.Min(loss.Rows, (block + 1) * Block)));
        var value = loss.ToResiduals(_margins);
        Parallel.For(0, Dense, parallel, i => gradient[i] = Gradient(point, i));
        var (from, residuals) = (Dense, _byRow.Length > 0 ? ByRow() : _margins);
        foreach (var block in _blocks)
        {
            block.WriteGradient(residuals, gradient.AsMemory(from, block.Size), parallel);
            from += block.Size;
        }

        for (var i = Dense; i < point.Length; i++)
        {
            gradient[i] += L2.Ngrams * point[i];
        }

        for (var i = 0; i < point.Length; i++)
        {
            value += IsIntercept(i) ? 0 : 0.5 * (IsNgram(i) ? L2.Ngrams : L2.Columns) * point[i] * point[i];
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
                for (var j = 0; j < Math.Min(row.Length, _columns.Length); j++)
                {
                    row[j] += Sums.Dot(_columns[j].AsSpan(from, second.Length), weighted);
                }

                row[i] += i == _columns.Length ? Sum(second) : 0;
            }

            row[i] += i == _columns.Length ? 0 : L2.Columns;
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
            weighted[row] = feature == _columns.Length ? second[row] : second[row] * _columns[feature][from + row];
        }
    }

    private void AddMargins(double[] point, int from, int to)
    {
        for (var k = 0; k < loss.Outputs; k++)
        {
            var own = point.AsSpan(k * Stride, Stride);
            var margins = _margins.AsSpan((k * loss.Rows) + from, to - from);
            margins.Fill(own[^1]);
            for (var f = 0; f < _columns.Length; f++)
            {
                Sums.AddScaled(margins, own[f], _columns[f].AsSpan(from, to - from));
            }
        }

        if (_byRow.Length == 0)
        {
            AddNgrams(point, from, to, _margins);
            return;
        }

        _byRow.AsSpan((from * loss.Outputs)..(to * loss.Outputs)).Clear();
        AddNgrams(point, from, to, _byRow);
        for (var row = from; row < to; row++)
        {
            for (var k = 0; k < loss.Outputs; k++)
            {
                _margins[(k * loss.Rows) + row] += _byRow[(row * loss.Outputs) + k];
            }
        }
    }

    private void AddNgrams(double[] point, int from, int to, double[] margins)
    {
        var offset = Dense;
        foreach (var block in _blocks)
        {
            block.AddMargins(point.AsSpan(offset, block.Size), from, to, margins);
            offset += block.Size;
        }
    }

    private double[] ByRow()
    {
        Parallel.For(0, (loss.Rows + Block - 1) / Block, parallel, block =>
        {
            for (var row = block * Block; row < Math.Min(loss.Rows, (block + 1) * Block); row++)
            {
                for (var k = 0; k < loss.Outputs; k++)
                {
                    _byRow[(row * loss.Outputs) + k] = _margins[(k * loss.Rows) + row];
                }
            }
        });
        return _byRow;
    }

    private double Gradient(double[] point, int i)
    {
        var residuals = _margins.AsSpan(i / Stride * loss.Rows, loss.Rows);
        return IsIntercept(i) ? Sum(residuals) : Sums.Dot(_columns[i % Stride], residuals) + (L2.Columns * point[i]);
    }
}
