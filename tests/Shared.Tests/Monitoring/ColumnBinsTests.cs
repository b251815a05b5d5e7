using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Monitoring;

namespace MLOpsFunctions.Shared.Tests.Monitoring;

public sealed class ColumnBinsTests
{
    private static readonly double[] Edges = [-1.5, 0, 0.25, 3];

    /// <summary>
    /// Rows are counted edge by edge in blocks; the bins must be those of each value looked at alone, on lengths around
    /// every block and vector.
    /// </summary>
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
        var values = Enumerable
            .Range(0, rows)
            .Select(_ =>
                random.Next(6) switch
                {
                    0 => double.NaN,
                    1 => Edges[random.Next(Edges.Length)],
                    2 => double.BitDecrement(Edges[random.Next(Edges.Length)]),
                    _ => (random.NextDouble() * 10) - 5,
                }
            )
            .ToArray();
        var bins = ColumnBins.Of(new("x", ColumnType.Number, 0, 5, new(-4, 4, 0, 1, Edges, [0.2, 0.2, 0.2, 0.2, 0.2]), []), 100);

        bins.Add(new([new NumberColumn("x", values)], rows));

        var expected = new double[Edges.Length + 4];
        foreach (var value in values)
        {
            expected[
                double.IsNaN(value) ? 0
                : value < -4 ? 1
                : value > 4 ? ^1
                : 2 + Edges.Count(edge => value >= edge)
            ]++;
        }

        Assert.Equal(expected, bins.Sample().Bins.Current);
    }

    [Fact]
    public void Frames_add_up()
    {
        var bins = ColumnBins.Of(new("x", ColumnType.Number, 0, 2, new(0, 1, 0, 1, [1], [0.5, 0.5]), []), 100);
        bins.Add(new([new NumberColumn("x", [0, 1])], 2));
        bins.Add(new([new NumberColumn("x", [2, double.NaN, 1])], 3));

        Assert.Equal([1, 0, 1, 2, 1], bins.Sample().Bins.Current);
    }

    [Fact]
    public void Rare_levels_share_bins_and_unseen_levels_have_their_own()
    {
        LevelShare[] levels =
        [
            new("big", 0.399),
            .. Enumerable.Range(0, 50).Select(i => new LevelShare($"rare{i}", 0.01)),
            new("once", 0.001),
        ];
        var bins = ColumnBins.Of(new("x", ColumnType.Text, 100, 52, null, levels), 1_000);
        bins.Add(new([new TextColumn("x", [.. Enumerable.Range(0, 100).Select(row => (row % 4) - 1)], ["big", "rare1", "new"])], 100));

        var (reference, current) = bins.Sample().Bins;

        Assert.Equal([100, 399, 250, 250, 1], reference);
        Assert.Equal([25, 25, 0, 25, 25], current);
    }

    /// <summary>A profile that does not name all levels cannot tell those from new ones.</summary>
    [Fact]
    public void Levels_that_the_profile_does_not_name_count_with_the_unseen()
    {
        var bins = ColumnBins.Of(new("x", ColumnType.Text, 0, 500, null, [new("a", 0.5)]), 1_000);
        bins.Add(new([new TextColumn("x", [0, 1, 1, 1], ["a", "b"])], 4));

        Assert.Equal([0, 500, 500], bins.Sample().Bins.Reference);
        Assert.Equal([0, 1, 3], bins.Sample().Bins.Current);
    }
}
