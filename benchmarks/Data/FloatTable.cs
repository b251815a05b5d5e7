using System.Runtime.InteropServices;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Benchmarks.Data;

/// <summary>What <see cref="SyntheticTable.Floats"/> wrote, in memory column by column.</summary>
internal sealed class FloatTable
{
    private readonly float[][] _columns;

    private FloatTable(float[][] columns) => _columns = columns;

    public int Rows => _columns[0].Length;

    public int Features => _columns.Length - 1;

    /// <summary>Reads a file of so many features and a label a row.</summary>
    public static FloatTable Read(string path, int features = 28)
    {
        var width = features + 1;
        var rows = (int)(new FileInfo(path).Length / (sizeof(float) * width));
        var columns = Enumerable.Range(0, width).Select(_ => new float[rows]).ToArray();
        using var file = new BufferedStream(File.OpenRead(path), 1 << 20);
        var row = new float[width];
        for (var r = 0; r < rows; r++)
        {
            file.ReadExactly(MemoryMarshal.AsBytes(row.AsSpan()));
            for (var c = 0; c < width; c++)
            {
                columns[c][r] = row[c];
            }
        }

        return new(columns);
    }

    /// <summary>Rows to train on or to test with, of two classes.</summary>
    public TrainingSet Take(Range rows) => Set(Array.ConvertAll(_columns, column => column[rows]), 2);

    /// <summary>The rows whose byte is <paramref name="side"/>, of so many classes.</summary>
    public TrainingSet Take(ReadOnlySpan<byte> sides, byte side, int classes)
    {
        var rows = new List<int>();
        for (var row = 0; row < sides.Length; row++)
        {
            if (sides[row] == side)
            {
                rows.Add(row);
            }
        }

        return Set(Array.ConvertAll(_columns, column => rows.Select(row => column[row]).ToArray()), classes);
    }

    private TrainingSet Set(float[][] columns, int classes)
    {
        var infos = Enumerable.Range(1, Features).Select(i => new FeatureInfo($"f{i}", $"f{i}", FeatureKind.Numeric)).ToArray();
        return new(new(infos, columns[..^1], columns[0].Length), Array.ConvertAll(columns[^1], label => (double)label), classes);
    }

    /// <summary>Row by row, as a service is asked.</summary>
    public float[] ByRow()
    {
        var cells = new float[Rows * Features];
        for (var c = 0; c < Features; c++)
        {
            for (var r = 0; r < Rows; r++)
            {
                cells[(r * Features) + c] = _columns[c][r];
            }
        }

        return cells;
    }
}
