using System.Runtime.InteropServices;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Benchmarks.Data;

/// <summary>A table of floats in memory: the first half is the reference, the second half is current.</summary>
internal sealed class HalvedTable
{
    private readonly int _features;

    /// <param name="path">Floats row by row; the last column is a label and is left out.</param>
    /// <param name="rows">Rows of both halves.</param>
    /// <param name="features">Columns without the label.</param>
    public HalvedTable(string path, int rows, int features)
    {
        _features = features;
        var cells = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path));
        var middle = rows / 2 * (features + 1);
        (Reference, Current) = (Frame(cells[..middle]), Frame(cells[middle..]));
    }

    public DataFrame Reference { get; }

    public DataFrame Current { get; }

    public ColumnSchema[] Schema =>
        [.. Reference.Columns.Select(column => new ColumnSchema(column.Name, ColumnType.Number, ColumnRole.Feature))];

    private DataFrame Frame(ReadOnlySpan<float> cells)
    {
        var rows = cells.Length / (_features + 1);
        var columns = new DataColumn[_features];
        for (var column = 0; column < _features; column++)
        {
            var values = new double[rows];
            for (var row = 0; row < rows; row++)
            {
                values[row] = cells[(row * (_features + 1)) + column];
            }

            columns[column] = new NumberColumn($"f{column + 1}", values);
        }

        return new(columns, rows);
    }
}
