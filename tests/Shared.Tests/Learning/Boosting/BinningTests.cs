using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Learning.Boosting;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Shared.Tests.Learning.Boosting;

public sealed class BinningTests
{
    [Fact]
    public void A_value_falls_in_the_bin_of_as_many_cuts_as_lie_below_it()
    {
        Prop.ForAll(
                ArbMap.Default.ArbFor<float[]>(),
                ArbMap.Default.ArbFor<float[]>(),
                (cuts, values) =>
                {
                    var sorted = cuts.Where(cut => !float.IsNaN(cut)).Select(cut => cut + 0f).Distinct().Order().Take(254).ToArray();
                    var bins = FeatureBins.Numeric(0, sorted, true);
                    float[] tried =
                    [
                        .. values,
                        .. sorted,
                        0f,
                        -0f,
                        float.NaN,
                        float.Epsilon,
                        -float.Epsilon,
                        float.PositiveInfinity,
                        float.NegativeInfinity,
                    ];
                    var found = new byte[2 * tried.Length];
                    bins.Bin(tried, ref found[0], 2);
                    for (var i = 0; i < tried.Length; i++)
                    {
                        Assert.Equal(float.IsNaN(tried[i]) ? bins.MissingBin : sorted.Count(cut => cut < tried[i]), found[2 * i]);
                    }
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Floats_are_sorted_as_the_library_sorts_them() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<float[]>(),
                values =>
                {
                    float[] numbers =
                    [
                        .. values.Where(value => !float.IsNaN(value)),
                        0f,
                        float.PositiveInfinity,
                        float.NegativeInfinity,
                        float.Epsilon,
                    ];
                    var expected = numbers.Order().ToArray();
                    RadixSort.Sort(numbers, new float[numbers.Length]);
                    Assert.Equal(expected, numbers);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Few_values_get_a_bin_each_and_many_bins_of_about_equally_many_rows()
    {
        var random = new Random(3);
        var few = QuantileBinning.Find(
            SampleTables.Numbers([.. Enumerable.Range(0, 5_000).Select(_ => (float)random.Next(200))]),
            0,
            255,
            1,
            new float[10_000]
        )!;
        Assert.Equal(200, few.BinCount);

        float[] column = [.. Enumerable.Range(0, 300_000).Select(_ => MathF.Exp(4 * (float)random.NextDouble())), .. new float[60_000]];
        var many = QuantileBinning.Find(SampleTables.Numbers(column), 0, 255, 1, new float[QuantileBinning.BufferLength(column.Length)])!;
        var counts = new int[256];
        var bins = new byte[column.Length];
        many.Bin(column, ref bins[0], 1);
        Array.ForEach(bins, bin => counts[bin]++);
        Assert.Equal(255, many.BinCount);
        Assert.Equal(60_000, counts[0]);
        Assert.All(counts[1..255], count => Assert.InRange(count, 600, 2_400));
    }

    [Fact]
    public void The_commonest_categories_get_a_bin_and_the_others_are_as_missing()
    {
        var codes = Enumerable.Range(0, 300).SelectMany(code => Enumerable.Repeat((float)code, code < 40 ? 1 : 3)).ToArray();
        var bins = QuantileBinning.Find(
            new([new("c", "c", MLOpsFunctions.Features.FeatureKind.Categorical, 300)], [codes], codes.Length),
            0,
            255,
            1,
            new float[QuantileBinning.BufferLength(codes.Length)]
        )!;
        var found = new byte[codes.Length];
        bins.Bin(codes, ref found[0], 1);

        Assert.Equal(Enumerable.Range(40, 255), bins.Codes);
        Assert.All(
            codes.Zip(found),
            pair => Assert.Equal(pair.First is >= 40 and < 295 ? (int)pair.First - 40 : bins.MissingBin, pair.Second)
        );
    }
}
