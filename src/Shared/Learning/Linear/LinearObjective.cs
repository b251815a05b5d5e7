using MLOpsFunctions.Features;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Linear;

/// <summary>
/// The mean loss over the rows plus half of <c>l2</c> times the squared weights, with its gradient and curvature. A
/// point has, for each output, one weight for each feature and then the intercept, which has no penalty; then the
/// blocks of n-grams, for each feature one weight for each output. Every sum runs over the rows in one order, so the
/// number of threads changes no bit.
/// </summary>
/// <param name="features">The rows.</param>
/// <param name="loss">The loss over the rows.</param>
/// <param name="parallel">The threads.</param>
internal sealed class LinearObjective(FeatureMatrix features, LinearLoss loss, ParallelOptions parallel)
{
    /// <summary>Rows whose products fit a core's nearest cache.</summary>
    private const int Block = 512;

    private readonly int _outputs = loss.Outputs;
    private readonly int _rows = loss.Rows;
    private readonly float[][] _columns = features.Columns;
    private readonly SparseProducts[] _blocks = [.. features.Blocks.Select(block => new SparseProducts(block, loss.Outputs))];
    private readonly double[] _losses = new double[(loss.Rows + Block - 1) / Block];

    // By output and then by row, the order of columns.
    private readonly double[] _margins = new double[loss.Outputs * loss.Rows];

    // By row and then by output, the order of n-grams and losses; with one output both orders are equal.
    private readonly double[] _byRow = new double[loss.Outputs > 1 ? loss.Outputs * loss.Rows : 0];

    /// <summary>A known part of each margin, by row and then by output; empty: none.</summary>
    public double[] Known { get; init; } = [];

    /// <summary>The penalty on weights of columns, and on those of n-grams.</summary>
    public (double Columns, double Ngrams) L2 { get; set; }

    /// <summary>Numbers of a point.</summary>
    public int Size => Dense + _blocks.Sum(block => block.Size);

    /// <summary>Features that have a column each.</summary>
    public int Columns => _columns.Length;

    private int Stride => _columns.Length + 1;

    private int Dense => _outputs * Stride;

    /// <summary>Whether a number of a point is an intercept.</summary>
    public bool IsIntercept(int i) => i < Dense && i % Stride == _columns.Length;

    /// <summary>Whether a number of a point is the weight of an n-gram.</summary>
    public bool IsNgram(int i) => i >= Dense;

    /// <summary>The loss at a point; its gradient goes into <paramref name="gradient"/>.</summary>
    public double Evaluate(double[] point, double[] gradient)
    {
        ForBlocks((from, to) => _losses[from / Block] = Residuals(point, from, to));
        Parallel.For(0, Dense, parallel, i => gradient[i] = Gradient(point, i));
        var start = Dense;
        foreach (var block in _blocks)
        {
            block.WriteGradient(ByRow, gradient.AsMemory(start, block.Size), parallel);
            start += block.Size;
        }

        var ngrams = point.AsSpan(Dense);
        Vectors.AddScaled(gradient.AsSpan(Dense), L2.Ngrams, ngrams);
        var squares = 0.0;
        for (var i = 0; i < Dense; i++)
        {
            squares += IsIntercept(i) ? 0 : point[i] * point[i];
        }

        return Sum(_losses) + (0.5 * ((L2.Columns * squares) + (L2.Ngrams * Vectors.Dot(ngrams, ngrams))));
    }

    /// <summary>The contribution of the n-grams to each margin at a point, by row and then by output.</summary>
    public double[] NgramMargins(double[] point)
    {
        var margins = new double[_margins.Length];
        ForBlocks((from, to) => AddNgrams(point, from, to, margins));
        return margins;
    }

    /// <summary>
    /// The second derivatives at the point that was evaluated last; for losses of one output. The lower triangle, row
    /// by row.
    /// </summary>
    public void Curvature(double[] hessian) =>
        Parallel.For(
            0,
            Stride,
            parallel,
            i =>
            {
                var row = hessian.AsSpan(i * Stride, i + 1);
                row.Clear();
                Span<double> weighted = stackalloc double[Block];
                for (var from = 0; from < _rows; from += Block)
                {
                    // The intercept is the last row of the matrix: with each feature, and with itself.
                    var second = loss.Curvature.AsSpan(from, Math.Min(Block, _rows - from));
                    Weigh(second, i, from, weighted);
                    for (var j = 0; j < Math.Min(row.Length, _columns.Length); j++)
                    {
                        row[j] += FixedOrderSums.Dot(_columns[j].AsSpan(from, second.Length), weighted);
                    }

                    row[i] += i == _columns.Length ? Sum(second) : 0;
                }

                row[i] += i == _columns.Length ? 0 : L2.Columns;
            }
        );

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

    private double[] ByRow => _byRow.Length > 0 ? _byRow : _margins;

    private void ForBlocks(Action<int, int> action) =>
        Parallel.For(0, _losses.Length, parallel, block => action(block * Block, Math.Min(_rows, (block + 1) * Block)));

    /// <summary>Replaces the margins of some rows by the derivatives, and returns the loss of these rows.</summary>
    private double Residuals(double[] point, int from, int to)
    {
        var own = ByRow.AsSpan(from * _outputs, (to - from) * _outputs);
        AddColumns(point, from, to);
        for (var k = 0; k < _outputs && _outputs > 1; k++)
        {
            var margins = _margins.AsSpan((k * _rows) + from, to - from);
            for (int i = 0, at = k; i < margins.Length; i++, at += _outputs)
            {
                own[at] = margins[i];
            }
        }

        if (Known.Length > 0)
        {
            Vectors.AddScaled(own, 1, Known.AsSpan(from * _outputs, own.Length));
        }

        AddNgrams(point, from, to, ByRow);
        var value = loss.ToResiduals(own, from);
        for (var k = 0; k < _outputs && _outputs > 1; k++)
        {
            var margins = _margins.AsSpan((k * _rows) + from, to - from);
            for (int i = 0, at = k; i < margins.Length; i++, at += _outputs)
            {
                margins[i] = own[at];
            }
        }

        return value;
    }

    private void AddColumns(double[] point, int from, int to)
    {
        for (var k = 0; k < _outputs; k++)
        {
            var own = point.AsSpan(k * Stride, Stride);
            var margins = _margins.AsSpan((k * _rows) + from, to - from);
            margins.Fill(own[^1]);
            for (var f = 0; f < _columns.Length; f++)
            {
                FixedOrderSums.AddScaled(margins, own[f], _columns[f].AsSpan(from, to - from));
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

    private double Gradient(double[] point, int i)
    {
        var residuals = _margins.AsSpan(i / Stride * _rows, _rows);
        return IsIntercept(i) ? Sum(residuals) : FixedOrderSums.Dot(_columns[i % Stride], residuals) + (L2.Columns * point[i]);
    }
}
