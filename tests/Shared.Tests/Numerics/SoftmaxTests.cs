using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Shared.Tests.Numerics;

public sealed class SoftmaxTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(11)]
    public void Four_at_a_time_or_one_it_gives_the_same_bits(int classes)
    {
        var random = new Random(classes);
        for (var i = 0; i < 200; i++)
        {
            // Some lie so far below the greatest that their probability is 0.
            var margins = Enumerable.Range(0, classes).Select(_ => (random.NextDouble() - 0.5) * (i % 3 == 0 ? 3_000 : 30)).ToArray();
            var exponentials = Array.ConvertAll(margins, margin => PortableMath.Exp(margin - margins.Max()));
            var total = exponentials.Aggregate(0.0, (sum, value) => sum + value);

            var logarithm = Softmax.ApplyAndLogSum(margins);

            Assert.Equal(Array.ConvertAll(exponentials, value => value / total), margins);
            Assert.True(double.IsFinite(logarithm));
        }
    }
}
