using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Linear;

namespace MLOpsFunctions.Shared.Tests.Learning;

public sealed class LabelRangeTests
{
    public static TheoryData<ITrainer> Learners => [new BoostedTreesTrainer(), new LinearTrainer()];

    [Theory]
    [MemberData(nameof(Learners))]
    public void A_label_that_no_trainer_can_hold_is_refused_by_its_columns_name(ITrainer trainer)
    {
        var rows = new FeatureMatrix(
            [new("x", "x", FeatureKind.Numeric)],
            [
                [.. Enumerable.Range(0, 50).Select(row => (float)row)],
            ],
            50
        );
        double[] labels = [.. Enumerable.Range(0, 49).Select(row => (double)row), 1e300];

        var refusal = Assert.Throws<ProblemException>(() =>
            trainer.Train(new(rows, labels, 0), null, new(), new(ModelTask.Regression, 7, 1) { Label = "cnt" })
        );

        Assert.Contains("'cnt'", refusal.Problem.Where);
        Assert.Contains("E+300", refusal.Problem.Found);
    }
}
