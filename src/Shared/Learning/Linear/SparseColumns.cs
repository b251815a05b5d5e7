using MLOpsFunctions.Features;

namespace MLOpsFunctions.Learning.Linear;

/// <summary>
/// The entries of a block of n-grams, feature by feature, rows ascending: the gradient by one weight needs the entries
/// of one feature.
/// </summary>
internal sealed class SparseColumns
{
    /// <summary>Sorts the entries: by counting, in two passes.</summary>
    public SparseColumns(SparseBlock block)
    {
        (Starts, Rows, Values) = (new int[block.Width + 1], new int[block.Features.Length], new float[block.Features.Length]);
        foreach (var feature in block.Features)
        {
            Starts[feature + 1]++;
        }

        for (var feature = 0; feature < block.Width; feature++)
        {
            Starts[feature + 1] += Starts[feature];
        }

        var next = Starts[..^1];
        for (var row = 0; row < block.RowCount; row++)
        {
            for (var i = block.Starts[row]; i < block.Starts[row + 1]; i++)
            {
                var place = next[block.Features[i]]++;
                (Rows[place], Values[place]) = (row, block.Values[i]);
            }
        }
    }

    /// <summary>The index of each feature's first entry; the last element is the number of entries.</summary>
    public int[] Starts { get; }

    /// <summary>The row of each entry.</summary>
    public int[] Rows { get; }

    public float[] Values { get; }
}
