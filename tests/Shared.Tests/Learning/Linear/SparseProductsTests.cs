using MLOpsFunctions.Features;
using MLOpsFunctions.Learning.Linear;

namespace MLOpsFunctions.Shared.Tests.Learning.Linear;

public sealed class SparseProductsTests
{
    private const int RowCount = 70;
    private const int Width = 40;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(16)]
    [InlineData(23)]
    [InlineData(40)]
    public void Products_are_those_of_the_table_written_out(int outputs)
    {
        var random = new Random(outputs);
        var block = Block(random);
        double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
        var (weights, residuals, before) = (Numbers(Width * outputs), Numbers(RowCount * outputs), Numbers(RowCount * outputs));
        var (margins, gradient, products) = ((double[])before.Clone(), Numbers(Width * outputs), new SparseProducts(block, outputs));

        products.AddMargins(weights, 0, 30, margins);
        products.AddMargins(weights, 30, RowCount, margins);
        products.WriteGradient(residuals, gradient, new() { MaxDegreeOfParallelism = 2 });

        var table = Enumerable
            .Range(0, RowCount)
            .Select(row =>
            {
                var cells = new float[Width];
                block.CopyRow(row, cells);
                return cells;
            })
            .ToArray();
        for (var k = 0; k < outputs; k++)
        {
            for (var row = 0; row < RowCount; row++)
            {
                Assert.Equal(
                    before[(row * outputs) + k] + Enumerable.Range(0, Width).Sum(f => table[row][f] * weights[(f * outputs) + k]),
                    margins[(row * outputs) + k],
                    1e-12
                );
            }

            for (var f = 0; f < Width; f++)
            {
                Assert.Equal(
                    Enumerable.Range(0, RowCount).Sum(row => table[row][f] * residuals[(row * outputs) + k]),
                    gradient[(f * outputs) + k],
                    1e-12
                );
            }
        }
    }

    /// <summary>Some rows are empty, and so are some features.</summary>
    private static SparseBlock Block(Random random)
    {
        var (starts, features, values) = (new List<int> { 0 }, new List<int>(), new List<float>());
        for (var row = 0; row < RowCount; row++)
        {
            for (var feature = 0; feature < Width - 2; feature++)
            {
                if (row % 9 != 4 && random.Next(5) == 0)
                {
                    features.Add(feature);
                    values.Add((float)random.NextDouble() + 0.1f);
                }
            }

            starts.Add(features.Count);
        }

        return new("text", Width, [.. starts], [.. features], [.. values]);
    }
}
