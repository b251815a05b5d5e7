using System.Runtime.CompilerServices;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// Column-wise copies of the bins of the features that split the most rows. A split needs one byte of each row. In the
/// row-wise matrix that reads one cache line for each row; in a column it reads a 64th of one. At most half of the
/// features are copied, to bound memory.
/// </summary>
/// <param name="matrix">The binned rows.</param>
internal sealed class ColumnCache(BinnedMatrix matrix)
{
    /// <summary>
    /// A column is copied after it has split this many times the number of rows: then the copy has paid for itself.
    /// </summary>
    private const int Passes = 2;

    private readonly byte[]?[] _columns = new byte[matrix.Features.Length][];
    private readonly long[] _divided = new long[matrix.Features.Length];
    private int _copies;

    /// <summary>Counts that a feature is about to split rows.</summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public void Announce(int feature, int rows)
    {
        _divided[feature] += rows;
        if (_columns[feature] is null && _copies < (matrix.Features.Length + 1) / 2 && _divided[feature] > Passes * (long)matrix.RowCount)
        {
            _columns[feature] = Copy(feature);
            _copies++;
        }
    }

    /// <summary>A feature's bin of row 0; those of the next rows lie <paramref name="stride"/> bytes apart.</summary>
    public ref byte Bins(int feature, out int stride)
    {
        if (_columns[feature] is { } column)
        {
            stride = 1;
            return ref column[0];
        }

        stride = matrix.Stride;
        return ref Unsafe.Add(ref matrix.First, feature);
    }

    [MethodImpl(JitOptions.AggressiveOptimization)]
    private byte[] Copy(int feature)
    {
        var column = GC.AllocateUninitializedArray<byte>(matrix.RowCount);
        ref var bins = ref Unsafe.Add(ref matrix.First, feature);
        for (var row = 0; row < column.Length; row++)
        {
            column[row] = Unsafe.Add(ref bins, (nint)row * matrix.Stride);
        }

        return column;
    }
}
