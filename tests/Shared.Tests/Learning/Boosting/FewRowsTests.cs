using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Shared.Tests.Learning.Boosting;

/// <summary>Requests of a row or a few, which are scored on another way than a file.</summary>
public sealed class FewRowsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(9)]
    public void A_few_rows_score_the_same_bits_as_in_the_whole_file(int rows)
    {
        var learned = SampleTables.Mixed(seed: 5, rows: 600, classes: 3);
        var model = new BoostedTreesTrainer()
            .Train(learned, null, new() { ["trees"] = 20, ["leaves"] = 16 }, SampleTables.Context(ModelTask.Multiclass))
            .Model;
        var all = new double[600 * model.OutputCount];
        model.ScoreAll(learned.Features, all, 1);
        for (var from = 0; from + rows <= 600; from += 61)
        {
            var some = new double[rows * model.OutputCount];
            model.ScoreAll(learned.Features.Take([.. Enumerable.Range(from, rows)]), some, 1);
            Assert.Equal(all[(from * model.OutputCount)..((from + rows) * model.OutputCount)], some);
        }
    }
}
