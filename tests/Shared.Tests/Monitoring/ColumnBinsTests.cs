using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Monitoring;

namespace MLOpsFunctions.Shared.Tests.Monitoring;

public sealed class ColumnBinsTests
{
    private static readonly double[] Edges = [-1.5, 0, 0.25, 3];

    /// <summary>Rows are counted edge by edge in blocks; the bins must be those of each value looked at alone, on lengths around every block and vector.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(2049)]
    [InlineData(6150)]
    public void Numbers_fall_into_the_bin_after_the_last_edge_that_they_reach(int rows)
    {
        var random = new Random(rows);
        var values = Enumerable.Range(0, rows).Select(_ => random.Next(6) switch
        {
            0 => double.NaN,
            1 => Edges[random.Next(Edges.Length)],
            2 => double.BitDecrement(Edges[random.Next(Edges.Length)]),
            _ => (random.NextDouble() * 8) - 4,
        }).ToArray();
        var bins = ColumnBins.Of(new("x", ColumnType.Number, 0, 5, new(-4, 4, 0, 1, Edges, [0.2, 0.2, 0.2, 0.2, 0.2]), []), 100);

        bins.Add(new([new NumberColumn("x", values)], rows));

        var expected = new double[Edges.Length + 2];
        foreach (var value in values)
        {
            expected[double.IsNaN(value) ? 0 : 1 + Edges.Count(edge => value >= edge)]++;
        }

        Assert.Equal(expected, bins.Current);
    }

    [Fact]
    public void Frames_add_up()
    {
        var bins = ColumnBins.Of(new("x", ColumnType.Number, 0, 2, new(0, 1, 0, 1, [1], [0.5, 0.5]), []), 100);
        bins.Add(new([new NumberColumn("x", [0, 1])], 2));
        bins.Add(new([new NumberColumn("x", [2, double.NaN, 1])], 3));

        Assert.Equal([1, 1, 3], bins.Current);
    }
}
