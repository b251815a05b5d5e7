using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Kernel;

/// <summary>
/// Shapley values by sampled orders (Strumbelj and Kononenko, Explaining prediction models and individual predictions
/// with feature contributions, Knowledge and Information Systems 41, 2014). A walk begins at a background row and takes
/// over the explained row's columns one by one; what the margin changes by is the column's. Each of up to 16 landmarks is
/// a background row, with a fixed order of the columns and its reverse. The base value is the mean margin of the
/// background rows, so that all parts add up to the margin.
/// </summary>
internal sealed class KernelExplainer(Landmarks landmarks, int outputs, double[] weights)
{
    private const int MostBackground = 16;

    private readonly int _background = Math.Min(MostBackground, landmarks.Count);

    /// <summary>Each feature for itself.</summary>
    public static int[] Each(int features) => [.. Enumerable.Range(0, features)];

    /// <summary>The margins of a row by its likenesses to the landmarks.</summary>
    public static void Weigh(double[] weights, ReadOnlySpan<double> likeness, Span<double> margins)
    {
        var stride = likeness.Length + 1;
        for (var k = 0; k < margins.Length; k++)
        {
            margins[k] = weights[(k * stride) + likeness.Length] + Vectors.Dot(weights.AsSpan(k * stride, likeness.Length), likeness);
        }
    }

    /// <summary>Explains a row.</summary>
    /// <param name="columnOf">The column of each feature.</param>
    /// <param name="contributions">Outputs x (columns + 1): one for each column, then the base value.</param>
    public void Explain(ReadOnlySpan<float> row, int[] columnOf, int columns, Span<double> contributions)
    {
        contributions.Clear();
        var features = ByColumn(columnOf, columns);
        for (var i = 0; i < _background; i++)
        {
            var order = Order(columns, i);
            Walk(row, i, order, features, contributions);
            Array.Reverse(order);
            Walk(row, i, order, features, contributions);
        }

        Vectors.Scale(contributions, 0.5 / _background);
    }

    private static int[][] ByColumn(int[] columnOf, int columns)
    {
        var features = Enumerable.Range(0, columns).Select(_ => new List<int>()).ToArray();
        for (var f = 0; f < columnOf.Length; f++)
        {
            features[columnOf[f]].Add(f);
        }

        return Array.ConvertAll(features, own => own.ToArray());
    }

    /// <summary>An order of the columns; each background row has its own.</summary>
    private static int[] Order(int columns, int number)
    {
        var (order, random) = (Each(columns), new SeededRandom(columns, number));
        for (var i = columns - 1; i > 0; i--)
        {
            var j = random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    private void Walk(ReadOnlySpan<float> row, int background, int[] order, int[][] features, Span<double> contributions)
    {
        var (squares, likeness) = (new double[landmarks.Count], new double[landmarks.Count]);
        var (before, after) = (new double[outputs], new double[outputs]);
        for (var f = 0; f < landmarks.Features; f++)
        {
            landmarks.AddSquares(squares, landmarks.Of(background, f), f);
        }

        MarginsAt(squares, likeness, before);
        var stride = order.Length + 1;
        for (var k = 0; k < outputs; k++)
        {
            contributions[(k * stride) + order.Length] += before[k];
        }

        foreach (var column in order)
        {
            foreach (var f in features[column])
            {
                Replace(squares, row[f], f, background);
            }

            MarginsAt(squares, likeness, after);
            for (var k = 0; k < outputs; k++)
            {
                contributions[(k * stride) + column] += after[k] - before[k];
            }

            (before, after) = (after, before);
        }
    }

    /// <summary>Takes the row's value of a feature instead of the background's.</summary>
    private void Replace(double[] squares, float value, int feature, int background)
    {
        var old = landmarks.Of(background, feature);
        if (value == old)
        {
            return;
        }

        for (var j = 0; j < squares.Length; j++)
        {
            var (apart, was) = ((double)landmarks.Of(j, feature) - value, (double)landmarks.Of(j, feature) - old);
            squares[j] += (apart * apart) - (was * was);
        }
    }

    private void MarginsAt(double[] squares, double[] likeness, double[] margins)
    {
        squares.CopyTo(likeness, 0);
        landmarks.ToLikeness(likeness);
        Weigh(weights, likeness, margins);
    }
}
