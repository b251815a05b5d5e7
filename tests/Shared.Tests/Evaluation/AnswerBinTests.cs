using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;

namespace MLOpsFunctions.Shared.Tests.Evaluation;

public sealed class AnswerBinTests
{
    [Fact]
    public void Honest_probabilities_lie_on_the_diagonal_and_boastful_ones_do_not()
    {
        // Of a thousand rows with the probability i/1000, one in two is of the second class.
        double[] probabilities = [.. Enumerable.Range(0, 1_000).SelectMany(i => (double[])[1 - (i / 1000.0), i / 1000.0])];
        double[] labels = [.. Enumerable.Range(0, 1_000).Select(i => (double)(i % 2))];
        var bins = AnswerBin.Of(new(ModelTask.Binary, ["no", "yes"], new double[1_000], probabilities), labels)!;

        Assert.Equal(10, bins.Count);
        Assert.All(bins, bin => Assert.Equal(100, bin.Rows));
        Assert.All(bins, bin => Assert.Equal(0.5, bin.Actual, 6));
        Assert.Equal(0.0495, bins[0].Answer, 4);
        Assert.All(bins, bin => Assert.True(bin.Low < 0.5 && bin.High > 0.5 && bin.Low >= 0 && bin.High <= 1));
        Assert.True(bins[9].Answer > bins[9].High);
    }

    [Fact]
    public void Residuals_are_truth_less_answer_by_ascending_answers()
    {
        double[] answers = [.. Enumerable.Range(0, 200).Select(i => 200.0 - i)];
        double[] truths = [.. answers.Select((answer, i) => answer + 3 + (i % 2 == 0 ? 1 : -1))];

        var bins = AnswerBin.Of(new(ModelTask.Regression, [], answers, null), truths)!;

        Assert.Equal(bins.Select(bin => bin.Answer).Order(), bins.Select(bin => bin.Answer));
        Assert.All(bins, bin => Assert.Equal((3.0, 2.0, 4.0), (Math.Round(bin.Actual - bin.Answer, 6), bin.Low, bin.High)));
    }

    [Fact]
    public void Few_rows_make_few_bins_and_groups_none()
    {
        Assert.Equal(2, AnswerBin.Of(new(ModelTask.Regression, [], [1, 2], null), [1, 3])!.Count);
        Assert.Empty(AnswerBin.Of(new(ModelTask.Regression, [], [double.NaN], null), [1])!);
        Assert.Null(AnswerBin.Of(new(ModelTask.Clustering, [], [1, 2], null), [0, 0]));
    }
}
