using System.Globalization;
using System.Runtime.InteropServices;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Benchmarks.Data;

/// <summary>
/// A table of numbers that every machine makes alike: features f1 to fN roughly normal, and a 0/1 label that depends on
/// some of them, on products of them and on chance. A cell is a hash of its row and column, so any part can be made by
/// itself.
/// </summary>
internal sealed class SyntheticTable(int rows, int features = 28, ulong seed = 7)
{
    public int Rows => rows;

    public int Features => features;

    /// <summary>One row: its features, then its label.</summary>
    public void Fill(int row, Span<float> cells)
    {
        for (var column = 0; column < features; column++)
        {
            cells[column] = MathF.Round(Normal(row, column), 6);
        }

        var score =
            cells[0]
            + (0.8f * cells[1] * cells[2])
            - (0.6f * cells[3] * cells[3])
            + (cells[4] > 0.5f ? 0.9f : 0)
            + (0.4f * cells[5 % features])
            + 0.3f;
        cells[features] = Uniform(row, features) < 1 / (1 + Math.Exp(-score)) ? 1 : 0;
    }

    /// <summary>As a CSV with a header, and the label last unless left out; made once.</summary>
    public string Csv(bool withLabel = true) =>
        DataCache.Make(
            $"{rows}x{features}{(withLabel ? "l" : "")}-{seed}.csv",
            path =>
            {
                using var writer = new StreamWriter(path);
                writer.Write(string.Join(',', Enumerable.Range(1, features).Select(i => $"f{i}")) + (withLabel ? ",label\n" : "\n"));
                var cells = new float[features + 1];
                for (var row = 0; row < rows; row++)
                {
                    Fill(row, cells);
                    for (var column = 0; column < features + (withLabel ? 1 : 0); column++)
                    {
                        writer.Write(column == 0 ? "" : ",");
                        writer.Write(cells[column].ToString(column < features ? "0.000000" : "0", CultureInfo.InvariantCulture));
                    }

                    writer.Write('\n');
                }
            }
        );

    /// <summary>As 32-bit little-endian floats, row by row, the label last in each; made once.</summary>
    public string Floats() =>
        DataCache.Make(
            $"{rows}x{features}l-{seed}.f32",
            path =>
            {
                using var file = File.Create(path);
                using var buffer = new BufferedStream(file, 1 << 20);
                var cells = new float[features + 1];
                for (var row = 0; row < rows; row++)
                {
                    Fill(row, cells);
                    buffer.Write(MemoryMarshal.AsBytes(cells.AsSpan()));
                }
            }
        );

    private float Normal(int row, int column)
    {
        // Box and Muller (1958), from two halves of one hash.
        var hash = Hash(row, column);
        var (first, second) = (((hash >> 32) + 1) / 4294967297.0, (uint)hash / 4294967296.0);
        return (float)(Math.Sqrt(-2 * Math.Log(first)) * Math.Cos(2 * Math.PI * second));
    }

    private double Uniform(int row, int column) => (uint)Hash(row, column) / 4294967296.0;

    private ulong Hash(int row, int column) =>
        StableHash.Mix(StableHash.Mix(seed + ((ulong)(uint)column << 32)) + ((ulong)(uint)row * 0x9E3779B97F4A7C15));
}
