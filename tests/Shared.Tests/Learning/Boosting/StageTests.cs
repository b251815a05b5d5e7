using MLOpsFunctions.Learning.Boosting;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Shared.Tests.Learning.Boosting;

/// <summary>Each stage of growing a tree against a twin that does the same in the plainest way.</summary>
public sealed class StageTests
{
    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 1_000)]
    [InlineData(3, 4_001)]
    public void A_histogram_is_the_sum_by_feature_and_bin(int seed, int rows)
    {
        using var workers = new ParallelWorkers(1, default);
        var matrix = BinnedMatrix.Fit(SampleTables.Mixed(seed, rows, 0, numbers: 9).Features, 255, 1, workers);
        var random = new Random(seed);
        ulong[] entries =
        [
            .. Enumerable
                .Range(0, rows)
                .Where(_ => random.Next(3) > 0)
                .Select(row => RowEntry.Pack(row, random.Next(-32_767, 32_768), random.Next(256))),
        ];
        var expected = new long[matrix.SlotOffsets[^1]];
        foreach (var entry in entries)
        {
            for (var f = 2; f < matrix.Features.Length; f++)
            {
                expected[matrix.SlotOffsets[f] + matrix.Row(RowEntry.Row(entry))[f]] += RowEntry.Addend(entry, 24);
            }
        }

        var cells = new long[expected.Length];
        HistogramBuilder.Add(matrix, entries, 24, cells, 2, matrix.Features.Length);
        Assert.Equal(expected, cells);
    }

    [Theory]
    [InlineData(1, 300)]
    [InlineData(2, 50_001)]
    [InlineData(4, 50_001)]
    public void A_division_keeps_each_sides_order_and_tallies_the_side_asked_for(int threads, int rows)
    {
        using var workers = new ParallelWorkers(threads, default);
        var matrix = BinnedMatrix.Fit(SampleTables.Mixed(4, rows, 0).Features, 255, 1, workers);
        var partition = new RowPartition(matrix, workers);
        var random = new Random(threads);
        var leftBins = default(BinSet);
        for (var bin = 0; bin < 256; bin++)
        {
            if (random.Next(3) > 0)
            {
                leftBins.Add(bin);
            }
        }

        for (var again = 0; again < 4; again++)
        {
            var before = Enumerable.Range(0, rows).Select(row => RowEntry.Pack(row, row % 7, 1)).ToArray();
            before.CopyTo(partition.Entries(0, rows));
            var tally = new PartialHistograms(matrix, threads);
            var left = partition.Split(
                5,
                rows - 9,
                new Split(1, 1, 0, leftBins, default, default),
                new SideHistograms(tally, IsLeft: again % 2 == 0, 20)
            );

            var sides = before[5..(rows - 4)].ToLookup(entry => leftBins.Contains(matrix.Row(RowEntry.Row(entry))[1]));
            Assert.Equal(sides[true].Count(), left);
            Assert.Equal([.. before[..5], .. sides[true], .. sides[false], .. before[(rows - 4)..]], partition.Entries(0, rows).ToArray());
            var (expected, cells) = (new long[matrix.SlotOffsets[^1]], new long[matrix.SlotOffsets[^1]]);
            HistogramBuilder.Add(matrix, sides[again % 2 == 0].ToArray(), 20, expected, 0, matrix.Features.Length);
            tally.MoveTo(cells, 0, cells.Length);
            Assert.Equal(expected, cells);
        }
    }

    [Theory]
    [InlineData(1, true, 0, 4, 31)]
    [InlineData(2, false, 0, 4, 31)]
    [InlineData(3, true, 0.7, 4, 31)]
    [InlineData(4, false, 0.2, 4, 31)]
    [InlineData(5, true, 0, 4, 31)]
    [InlineData(6, false, 0, 20, 127)]
    public void A_tree_is_the_one_that_trying_every_division_of_every_leaf_grows(
        int seed,
        bool countsRows,
        double l1,
        int numbers,
        int bins
    )
    {
        var set = SampleTables.Mixed(seed, 700, 0, numbers);
        using var workers = new ParallelWorkers(2, default);
        var matrix = BinnedMatrix.Fit(set.Features, bins, 1, workers);
        var random = new Random(seed);
        var entries = Enumerable
            .Range(0, 700)
            .Select(row => RowEntry.Pack(row, (int)(set.Labels[row] * 900) + random.Next(-500, 500), countsRows ? 1 : random.Next(1, 200)))
            .ToArray();
        var options = BoostingOptions.From(
            new()
            {
                ["leaves"] = 9,
                ["minLeaf"] = 12,
                ["l1"] = l1,
            },
            false
        );
        var scale = GradientScale.For(700, 1, countsRows ? null : 1);
        var partition = new RowPartition(matrix, workers);
        entries.CopyTo(partition.Entries(0, 700));

        var grown = new TreeGrower(matrix, partition, options, new sbyte[matrix.Features.Length], workers).Grow(
            700,
            scale,
            [.. Enumerable.Range(0, matrix.Features.Length)]
        );

        var twin = new NaiveGrower(matrix, options.Rules, scale).Grow(entries, 9);
        Assert.Equal(Describe(twin), Describe(grown.Leaves().Select(leaf => partition.Entries(leaf.Start, leaf.Count).ToArray())));
        Assert.All(grown.Leaves(), leaf => Assert.True(leaf.Count >= 12));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_table_too_wide_for_histograms_by_worker_grows_the_tree_that_the_columns_it_may_use_grow_alone(int threads)
    {
        using var workers = new ParallelWorkers(threads, default);
        var all = SampleTables.Mixed(8, 1_500, 0, numbers: 360);
        int[] used = [0, 1, 2, 360];
        var few = new MLOpsFunctions.Features.FeatureMatrix(
            [.. used.Select(source => all.Features.Features[source])],
            [.. used.Select(source => all.Features.Columns[source])],
            1_500
        );
        var (wide, narrow) = (BinnedMatrix.Fit(all.Features, 255, 1, workers), BinnedMatrix.Fit(few, 255, 1, workers));
        Assert.Equal((false, true), (wide.IsNarrow, narrow.IsNarrow));

        var expected = Grow(narrow, [0, 1, 2, 3]);
        Assert.Equal(20, expected.Length);
        Assert.Equal(
            expected,
            Grow(wide, [.. Enumerable.Range(0, wide.Features.Length).Where(feature => used.Contains(wide.Features[feature].Source))])
        );

        string[] Grow(BinnedMatrix matrix, int[] features)
        {
            var partition = new RowPartition(matrix, workers);
            for (var row = 0; row < 1_500; row++)
            {
                partition.Entries(row, 1)[0] = RowEntry.Pack(row, (int)(all.Labels[row] * 900), 1 + (row % 90));
            }

            var options = BoostingOptions.From(new() { ["leaves"] = 20 }, false);
            var grown = new TreeGrower(matrix, partition, options, new sbyte[matrix.Features.Length], workers).Grow(
                1_500,
                GradientScale.For(1_500, 1, 1),
                features
            );
            return Describe(grown.Leaves().Select(leaf => partition.Entries(leaf.Start, leaf.Count).ToArray()));
        }
    }

    [Fact]
    public void Rounded_gradients_are_within_a_step_and_unbiased()
    {
        using var workers = new ParallelWorkers(2, default);
        var labels = new double[20_000];
        var loss = new MLOpsFunctions.Learning.Boosting.Losses.LogisticLoss([0, 1], null);
        var rows = new MLOpsFunctions.Learning.Boosting.Losses.ScoredRows(loss, labels, null);
        for (var i = 0; i < labels.Length; i++)
        {
            rows.Scores[0][i] = (i % 100 / 10f) - 5;
        }

        var matrix = BinnedMatrix.Fit(SampleTables.Mixed(1, labels.Length, 0).Features, 255, 1, workers);
        var partition = new RowPartition(matrix, workers);
        var derivatives = new Derivatives(loss, rows, partition, workers);
        derivatives.Compute(0);
        var (gradients, hessians) = (derivatives.Gradients.ToArray(), derivatives.Hessians.ToArray());
        var entries = new ulong[labels.Length];
        var scale = GradientQuantizer.Quantize(derivatives, null, 9, entries, workers);

        var (errorOfGradients, errorOfHessians) = (0d, 0d);
        for (var i = 0; i < entries.Length; i++)
        {
            var steps = scale.Unpack(RowEntry.Addend(entries[i], scale.Shift));
            Assert.Equal(i, RowEntry.Row(entries[i]));
            Assert.InRange(gradients[i] / scale.GradientStep, steps.Gradient - 1.001, steps.Gradient + 1.001);
            Assert.InRange(hessians[i] / scale.HessianStep, steps.Hessian - 1.001, steps.Hessian + 1.001);
            errorOfGradients += (gradients[i] / scale.GradientStep) - steps.Gradient;
            errorOfHessians += (hessians[i] / scale.HessianStep) - steps.Hessian;
        }

        // Five standard deviations of a sum of 20,000 roundings, each off by 0.29 to 0.5 of a step.
        Assert.InRange(errorOfGradients, -350, 350);
        Assert.InRange(errorOfHessians, -350, 350);
    }

    [Theory]
    [InlineData(1, 1e30f)]
    [InlineData(3, 1e-30f)]
    [InlineData(800_000, 1f)]
    [InlineData(16_777_216, 1f)]
    [InlineData(1_073_741_823, 1f)]
    public void Sums_over_all_rows_overflow_neither_field(int rows, float max)
    {
        var scale = GradientScale.For(rows, max, max);
        var (gradientSteps, hessianSteps) = ((long)Math.Floor(max / scale.GradientStep) + 1, (long)Math.Floor(max / scale.HessianStep) + 1);
        var sum = unchecked((-gradientSteps << scale.Shift) * rows) + (hessianSteps * rows);

        Assert.True(gradientSteps <= short.MaxValue);
        Assert.Equal(new GradientSum(-gradientSteps * rows, hessianSteps * rows), scale.Unpack(sum));
    }

    private static string[] Describe(IEnumerable<ulong[]> leaves) =>
        [.. leaves.Select(leaf => string.Join(",", leaf.Select(RowEntry.Row).Order())).Order(StringComparer.Ordinal)];
}
