namespace MLOpsFunctions.Features;

/// <summary>
/// The n-grams of one text column: for each row the features that are not zero, ascending (compressed sparse rows).
/// Immutable.
/// </summary>
public sealed class SparseBlock
{
    /// <summary>Makes a block of its parts.</summary>
    /// <param name="source">The data column.</param>
    /// <param name="width">Features; each is 0 to <paramref name="width"/> - 1.</param>
    /// <param name="starts">The index of each row's first entry; the last element is the number of entries.</param>
    /// <param name="features">The feature of each entry.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    public SparseBlock(string source, int width, int[] starts, int[] features, float[] values)
    {
        if (starts.Length == 0 || starts[^1] != features.Length || features.Length != values.Length)
        {
            throw new ArgumentException(
                $"Expected {(starts.Length == 0 ? 0 : starts[^1])} entries; there are {features.Length} features "
                    + $"and {values.Length} values."
            );
        }

        (Source, Width, Starts, Features, Values) = (source, width, starts, features, values);
    }

    /// <summary>The data column.</summary>
    public string Source { get; }

    /// <summary>Features.</summary>
    public int Width { get; }

    /// <summary>The index of each row's first entry; the last element is the number of entries.</summary>
    public int[] Starts { get; }

    /// <summary>The feature of each entry.</summary>
    public int[] Features { get; }

    /// <summary>The value of each entry.</summary>
    public float[] Values { get; }

    public int RowCount => Starts.Length - 1;

    /// <summary>The given rows, in the given order.</summary>
    public SparseBlock Take(ReadOnlySpan<int> rows)
    {
        var starts = new int[rows.Length + 1];
        for (var i = 0; i < rows.Length; i++)
        {
            starts[i + 1] = checked(starts[i] + Starts[rows[i] + 1] - Starts[rows[i]]);
        }

        var (features, values) = (new int[starts[^1]], new float[starts[^1]]);
        for (var i = 0; i < rows.Length; i++)
        {
            var (from, count) = (Starts[rows[i]], starts[i + 1] - starts[i]);
            Features.AsSpan(from, count).CopyTo(features.AsSpan(starts[i]));
            Values.AsSpan(from, count).CopyTo(values.AsSpan(starts[i]));
        }

        return new(Source, Width, starts, features, values);
    }

    /// <summary>Writes a row out in full, <see cref="Width"/> numbers.</summary>
    public void CopyRow(int row, Span<float> destination)
    {
        destination[..Width].Clear();
        for (var i = Starts[row]; i < Starts[row + 1]; i++)
        {
            destination[Features[i]] = Values[i];
        }
    }
}
