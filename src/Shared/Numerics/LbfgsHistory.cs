namespace MLOpsFunctions.Numerics;

/// <summary>
/// The last steps of a quasi-Newton solver, the change of the gradient over each, and the direction that follows from
/// their curvature (Nocedal and Wright, Numerical Optimization, 2006, algorithm 7.4). The two loops need only the
/// products of these vectors with each other, so they run on a table of products. The vectors are longer than a
/// processor's caches; they are read twice for a direction instead of eight times (Chen, Wang and Zhou, Large-scale
/// L-BFGS using MapReduce, NIPS 2014). They are kept in single precision, which is enough for a curvature.
/// </summary>
/// <param name="size">Numbers of a vector.</param>
internal sealed class LbfgsHistory(int size)
{
    private const int MostSteps = 8;

    /// <summary>Most numbers that the steps may take: what a small host can spare.</summary>
    private const int MostNumbers = 1 << 24;

    /// <summary>Numbers of each vector that are processed at a time: they stay in the nearest cache.</summary>
    private const int Block = 1024;

    private readonly int _capacity = Math.Clamp(MostNumbers / Math.Max(1, size), 4, MostSteps);

    /// <summary>Place 2i of a step, 2i + 1 of its change; allocated when first used and then used again.</summary>
    private readonly List<float[]> _vectors = [];
    private readonly double[,] _products = new double[2 * MostSteps, 2 * MostSteps];

    /// <summary>The steps from old to new.</summary>
    private readonly List<int> _order = [];
    private int[] _places = [];

    // The latest step. Its products are not known yet; they are computed together with the gradient's.
    private (double[] Step, double[] Change) _last;

    /// <summary>The number of steps kept.</summary>
    public int Count => _order.Count;

    /// <summary>Forgets all steps.</summary>
    public void Clear()
    {
        _order.Clear();
        _places = [];
    }

    /// <summary>
    /// Keeps a step, and drops the oldest if there are enough. A step along which the gradient did not grow is ignored.
    /// </summary>
    /// <param name="step">The step; do not change it before the next direction was computed.</param>
    /// <param name="change">The change of the gradient over it; do not change it either.</param>
    public void Add(double[] step, double[] change)
    {
        if (!(Vectors.Dot(step, change) > 1e-12 * Vectors.Dot(change, change)))
        {
            return;
        }

        var slot = Slot();
        Vectors.ToSingle(step, _vectors[2 * slot]);
        Vectors.ToSingle(change, _vectors[(2 * slot) + 1]);
        _order.Add(slot);
        _places = [.. _order.SelectMany(kept => (int[])[2 * kept, (2 * kept) + 1])];
        _last = (step, change);
    }

    /// <summary>The descent direction by the curvature of the steps; the negative gradient if there are none.</summary>
    public void Direction(ReadOnlySpan<double> gradient, Span<double> direction)
    {
        var factors = Factors(Tabulate(gradient), out var own);
        for (var from = 0; from < size; from += Block)
        {
            var to = direction.Slice(from, Math.Min(Block, size - from));
            gradient.Slice(from, to.Length).CopyTo(to);
            Vectors.Scale(to, own);
            foreach (var place in _places)
            {
                FixedOrderSums.AddScaled(to, factors[place], _vectors[place].AsSpan(from, to.Length));
            }
        }
    }

    /// <summary>The two loops, on the factors by which vectors and gradient form the direction.</summary>
    private double[] Factors(double[] withGradient, out double own)
    {
        var (factors, alphas, scale) = (new double[2 * MostSteps], new double[MostSteps], -1.0);
        double With(int place)
        {
            var sum = scale * withGradient[place];
            foreach (var other in _places)
            {
                sum += factors[other] * _products[place, other];
            }

            return sum;
        }

        foreach (var slot in Enumerable.Reverse(_order))
        {
            alphas[slot] = With(2 * slot) / _products[2 * slot, (2 * slot) + 1];
            factors[(2 * slot) + 1] -= alphas[slot];
        }

        if (Count > 0)
        {
            var last = _order[^1];
            var length = _products[2 * last, (2 * last) + 1] / _products[(2 * last) + 1, (2 * last) + 1];
            scale *= length;
            Vectors.Scale(factors, length);
        }

        foreach (var slot in _order)
        {
            factors[2 * slot] += alphas[slot] - (With((2 * slot) + 1) / _products[2 * slot, (2 * slot) + 1]);
        }

        own = scale;
        return factors;
    }

    private int Slot()
    {
        if (_order.Count == _capacity)
        {
            var oldest = _order[0];
            _order.RemoveAt(0);
            return oldest;
        }

        var slot = Enumerable.Range(0, _capacity).First(slot => !_order.Contains(slot));
        while (_vectors.Count <= (2 * slot) + 1)
        {
            _vectors.Add(new float[size]);
        }

        return slot;
    }

    /// <summary>
    /// The gradient's products with all vectors, by index; those of the last step and its change go into the table.
    /// Block by block, so that each vector is read once.
    /// </summary>
    private double[] Tabulate(ReadOnlySpan<double> gradient)
    {
        var products = new double[2 * MostSteps];
        if (Count == 0)
        {
            return products;
        }

        var (step, change) = (2 * _order[^1], (2 * _order[^1]) + 1);
        foreach (var place in _places)
        {
            (_products[step, place], _products[change, place]) = (0, 0);
        }

        for (var from = 0; from < size; from += Block)
        {
            var count = Math.Min(Block, size - from);
            foreach (var place in _places)
            {
                var (own, withStep, withChange) = FixedOrderSums.Dot(
                    _vectors[place].AsSpan(from, count),
                    gradient.Slice(from, count),
                    _last.Step.AsSpan(from, count),
                    _last.Change.AsSpan(from, count)
                );
                products[place] += own;
                _products[step, place] += withStep;
                _products[change, place] += withChange;
            }
        }

        foreach (var place in _places)
        {
            (_products[place, step], _products[place, change]) = (_products[step, place], _products[change, place]);
        }

        return products;
    }
}
