using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MLOpsFunctions.Features;
using MLOpsFunctions.Numerics;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.Learning.Kernel;

/// <summary>
/// Training rows that others are compared with: how alike two rows are is e^(-gamma x squared distance), 1 for equal rows
/// and near 0 for far ones.
/// </summary>
/// <param name="features">Features of a row.</param>
/// <param name="count">Landmarks.</param>
/// <param name="gamma">How fast likeness fades, above 0.</param>
/// <param name="values">Feature after feature, a number for each landmark, so that all landmarks of a feature lie together.</param>
internal sealed class Landmarks(int features, int count, double gamma, float[] values)
{
    /// <summary>Most landmarks: more cost more time and hardly lower the loss (Williams and Seeger, NIPS 2000).</summary>
    public const int Most = 300;

    /// <summary>Numbers that all landmarks have together, at most: what a processor's cache holds.</summary>
    private const int MostNumbers = 1 << 19;

    private const int Fewest = 16;

    /// <summary>Features of a row.</summary>
    public int Features => features;

    /// <summary>Landmarks.</summary>
    public int Count => count;

    /// <summary>How fast likeness fades, above 0.</summary>
    public double Gamma => gamma;

    /// <summary>Feature after feature, a number for each landmark.</summary>
    public float[] Values => values;

    /// <summary>Chooses landmarks among rows: as if drawn, but the same for the same rows and seed.</summary>
    public static Landmarks Choose(FeatureMatrix rows, double gamma, int seed)
    {
        var width = rows.Columns.Length;
        var most = CountOf(rows.RowCount, width);
        var chosen = Draw(rows.RowCount, most, seed);
        return new(width, most, gamma, [.. rows.Columns.SelectMany(column => chosen.Select(row => column[row]))]);
    }

    /// <summary>How many landmarks so many rows of so many features have.</summary>
    public static int CountOf(int rows, int features) => Math.Min(rows, Math.Clamp(MostNumbers / Math.Max(1, features), Fewest, Most));

    /// <summary>So many different rows in ascending order, as if drawn.</summary>
    public static int[] Draw(int rows, int count, int seed)
    {
        var order = new (ulong Hash, int Row)[rows];
        for (var row = 0; row < rows; row++)
        {
            order[row] = (StableHash.Mix(StableHash.Mix((uint)seed ^ 0x4B45524EUL) + (ulong)row), row);
        }

        Array.Sort(order);
        int[] drawn = [.. order.Take(count).Select(entry => entry.Row)];
        Array.Sort(drawn);
        return drawn;
    }

    /// <summary>A landmark's number of a feature.</summary>
    public float Of(int landmark, int feature) => values[(feature * count) + landmark];

    /// <summary>How alike a row and each landmark are.</summary>
    public void Compare(ReadOnlySpan<float> row, Span<double> likeness)
    {
        likeness.Clear();
        for (var feature = 0; feature < features; feature++)
        {
            AddSquares(likeness, row[feature], feature);
        }

        ToLikeness(likeness);
    }

    /// <summary>Adds the squared distance from each landmark along one feature.</summary>
    public void AddSquares(Span<double> squares, float value, int feature)
    {
        ref var own = ref MemoryMarshal.GetReference(values.AsSpan(feature * count, count));
        ref var to = ref MemoryMarshal.GetReference(squares[..count]);
        var (point, j) = (Vector256.Create((double)value), 0);
        for (; j + 8 <= count; j += 8)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref own, (nuint)j));
            (low, high) = (low - point, high - point);
            (Vector256.LoadUnsafe(ref to, (nuint)j) + (low * low)).StoreUnsafe(ref to, (nuint)j);
            (Vector256.LoadUnsafe(ref to, (nuint)j + 4) + (high * high)).StoreUnsafe(ref to, (nuint)j + 4);
        }

        for (; j < count; j++)
        {
            var apart = (double)values[(feature * count) + j] - value;
            squares[j] += apart * apart;
        }
    }

    /// <summary>
    /// The likenesses as ONNX nodes, rows x landmarks doubles. The squared distance is a² + b² - 2ab there, one product of
    /// matrices: dense features are small, so what doubles lose by it does not show.
    /// </summary>
    public string ToOnnx(OnnxGraph graph, string features)
    {
        var numbers = Array.ConvertAll(values, value => (double)value);
        var lengths = new double[count];
        for (var i = 0; i < numbers.Length; i++)
        {
            lengths[i % count] += numbers[i] * numbers[i];
        }

        var own = graph.Apply("ReduceSumSquare", [graph.Cast(features, OnnxElementType.Double)], new OnnxAttribute("axes", (long[])[1]));
        var sums = graph.LinearSums(features, Array.ConvertAll(numbers, number => -2 * number), lengths);
        return graph.Apply("Exp", [graph.Multiply(graph.Add(sums, own), graph.Constant(-gamma))]);
    }

    /// <summary>Replaces squared distances by likenesses.</summary>
    public void ToLikeness(Span<double> squares)
    {
        var vectors = MemoryMarshal.Cast<double, Vector256<double>>(squares[..count]);
        foreach (ref var four in vectors)
        {
            four = PortableMath.Exp(four * Vector256.Create(-gamma));
        }

        for (var j = vectors.Length * Vector256<double>.Count; j < count; j++)
        {
            squares[j] = PortableMath.Exp(-gamma * squares[j]);
        }
    }
}
