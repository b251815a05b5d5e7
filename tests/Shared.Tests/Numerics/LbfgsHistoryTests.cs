using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Shared.Tests.Numerics;

/// <summary>Directions against the two loops as the book has them, on whole vectors.</summary>
public sealed class LbfgsHistoryTests
{
    private const int Size = 2_500;

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(20)]
    public void A_direction_is_that_of_the_two_loops_over_the_last_steps(int steps)
    {
        var (random, memory, kept) = (new Random(steps), new LbfgsHistory(Size), new List<(double[] Step, double[] Change)>());
        double[] gradient = [],
            direction = new double[Size];
        for (var i = 0; i < steps; i++)
        {
            gradient = Numbers(random);
            var step = Numbers(random);
            var change = step.Select((value, at) => value * (1 + (at % 7))).ToArray();
            memory.Add(step, change);
            memory.Direction(gradient, direction);
            kept.Add((step, change));
        }

        var expected = TwoLoops([.. kept.TakeLast(memory.Count)], gradient);

        Assert.True(memory.Count >= Math.Min(steps, 4));
        Assert.All(expected.Zip(direction), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void A_step_along_which_the_gradient_shrank_is_not_kept_and_without_steps_it_goes_straight_down()
    {
        var (memory, step, direction) = (new LbfgsHistory(Size), Numbers(new(1)), new double[Size]);

        memory.Add(step, Array.ConvertAll(step, value => -value));
        memory.Direction(step, direction);
        memory.Add(step, step);
        memory.Clear();

        Assert.Equal(0, memory.Count);
        Assert.Equal(Array.ConvertAll(step, value => -value), direction);
    }

    private static double[] Numbers(Random random) => [.. Enumerable.Range(0, Size).Select(_ => random.NextDouble() - 0.5)];

    private static double[] TwoLoops(List<(double[] Step, double[] Change)> kept, double[] gradient)
    {
        double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
        double[] Plus(double[] a, double factor, double[] b) => [.. a.Zip(b, (x, y) => x + (factor * y))];
        var (direction, alphas) = (Array.ConvertAll(gradient, value => -value), new double[kept.Count]);
        for (var i = kept.Count - 1; i >= 0; i--)
        {
            alphas[i] = Dot(kept[i].Step, direction) / Dot(kept[i].Step, kept[i].Change);
            direction = Plus(direction, -alphas[i], kept[i].Change);
        }

        var length = Dot(kept[^1].Step, kept[^1].Change) / Dot(kept[^1].Change, kept[^1].Change);
        direction = Array.ConvertAll(direction, value => value * length);
        for (var i = 0; i < kept.Count; i++)
        {
            direction = Plus(direction, alphas[i] - (Dot(kept[i].Change, direction) / Dot(kept[i].Step, kept[i].Change)), kept[i].Step);
        }

        return direction;
    }
}
