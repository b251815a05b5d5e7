using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Boosting;

namespace MLOpsFunctions.Shared.Tests.Learning.Boosting;

public sealed class TreeShapTests
{
    [Theory]
    [InlineData(ModelTask.Regression, 0, null)]
    [InlineData(ModelTask.Regression, 0, "poisson")]
    [InlineData(ModelTask.Binary, 2, null)]
    [InlineData(ModelTask.Multiclass, 3, null)]
    public void Contributions_are_the_shapley_values_that_going_through_all_coalitions_gives(ModelTask task, int classes, string? objective)
    {
        var set = Positive(SampleTables.Mixed(11, 400, classes), objective);
        var forest = (Forest)
            new BoostedTreesTrainer()
                .Train(
                    set,
                    null,
                    new()
                    {
                        ["trees"] = 4,
                        ["leaves"] = 12,
                        ["minLeaf"] = 5,
                    },
                    SampleTables.Context(task, objective: objective)
                )
                .Model;
        var (row, given) = (new float[forest.FeatureCount], new double[forest.MarginCount * (forest.FeatureCount + 1)]);
        for (var i = 0; i < 25; i++)
        {
            set.Features.CopyRow(i, row);
            forest.Explain(row, given);
            var expected = AllCoalitions(forest, row);
            for (var k = 0; k < given.Length; k++)
            {
                Assert.Equal(expected[k], given[k], 1e-9 * (1 + Math.Abs(expected[k])));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Contributions_of_many_rows_add_up_to_the_margin_and_are_the_same_bits_as_those_of_one(int threads)
    {
        var set = SampleTables.Mixed(12, 1_500, 3);
        var forest = (Forest)
            new BoostedTreesTrainer()
                .Train(
                    set,
                    null,
                    new()
                    {
                        ["trees"] = 20,
                        ["leaves"] = 40,
                        ["minLeaf"] = 2,
                    },
                    SampleTables.Context(ModelTask.Multiclass)
                )
                .Model;
        var width = forest.FeatureCount + 1;
        var (all, one, row, margins) = (
            new double[1_500 * 3 * width],
            new double[3 * width],
            new float[forest.FeatureCount],
            new double[3]
        );
        forest.ExplainAll(set.Features, all, threads);
        for (var i = 0; i < 1_500; i++)
        {
            set.Features.CopyRow(i, row);
            forest.Margins(row, margins);
            for (var k = 0; k < 3; k++)
            {
                Assert.Equal(margins[k], all.AsSpan(((i * 3) + k) * width, width).ToArray().Sum(), 1e-9);
            }

            if (i % 100 == 0)
            {
                forest.Explain(row, one);
                Assert.Equal(one, all[(i * 3 * width)..((i + 1) * 3 * width)]);
            }
        }
    }

    private static TrainingSet Positive(TrainingSet set, string? objective) =>
        objective is null ? set : set with { Labels = Array.ConvertAll(set.Labels, label => Math.Max(0, Math.Round(label))) };

    /// <summary>
    /// Shapley's formula over every subset of the features, each tree's expectation by walking down both ways where a
    /// feature is unknown.
    /// </summary>
    private static double[] AllCoalitions(Forest forest, float[] row)
    {
        var (features, width) = (row.Length, row.Length + 1);
        var result = new double[forest.MarginCount * width];
        for (var k = 0; k < forest.MarginCount; k++)
        {
            var worth = Enumerable.Range(0, 1 << features).Select(known => Worth(forest, row, k, known)).ToArray();
            result[(k * width) + features] = worth[0];
            for (var f = 0; f < features; f++)
            {
                for (var known = 0; known < worth.Length; known++)
                {
                    if ((known >> f & 1) == 0)
                    {
                        result[(k * width) + f] += Weight(int.PopCount(known), features) * (worth[known | 1 << f] - worth[known]);
                    }
                }
            }
        }

        return result;
    }

    private static double Weight(int known, int features) => Factorial(known) * Factorial(features - known - 1) / Factorial(features);

    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);

    private static double Worth(Forest forest, float[] row, int output, int known)
    {
        var sum = 0d;
        for (var tree = output; tree < forest.Trees.Length; tree += forest.MarginCount)
        {
            sum += Expected(forest, row, forest.Roots[tree], known);
        }

        return forest.Starts[output] + (forest.Unit * sum);
    }

    private static double Expected(Forest forest, float[] row, int index, int known)
    {
        var node = forest.Nodes[index];
        if (node.First == index)
        {
            return node.Value;
        }

        if ((known >> node.Source & 1) != 0)
        {
            return Expected(forest, row, node.Next(ref row[0], forest.Sets), known);
        }

        var (first, second) = (forest.Covers[node.First], forest.Covers[node.First + 1]);
        return ((first * Expected(forest, row, node.First, known)) + (second * Expected(forest, row, node.First + 1, known)))
            / (first + second);
    }
}
