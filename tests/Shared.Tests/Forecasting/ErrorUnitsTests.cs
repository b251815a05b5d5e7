using MLOpsFunctions.Data;
using MLOpsFunctions.Forecasting;

namespace MLOpsFunctions.Shared.Tests.Forecasting;

public sealed class ErrorUnitsTests
{
    [Fact]
    public void A_row_is_measured_in_the_changes_over_a_season_that_its_series_had_before_the_first_row()
    {
        // Every second value is alike but for growth: 1 a season in 'a', 100 in 'b', and 'c' never changes.
        var (plan, all) = (Plan(), Frame(steps: 12));
        int[] held = [.. Enumerable.Range(0, all.RowCount).Where(row => ((NumberColumn)all.Find("t")!).Values[row] >= 8)];

        var units = ErrorUnits.Of(
            plan,
            plan.HistoryOf(all, whole: true),
            all.Take(held),
            plan.StepsOf(all, held),
            weights: null,
            interval: 0.9
        );

        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3], units.Series);
        Assert.Equal([1.0, 100, 5, double.NaN], units.Change.Where((_, row) => row % 4 == 0));
        Assert.Equal([1.0, 10_000, 25, double.NaN], units.SquaredChange.Where((_, row) => row % 4 == 0));
        Assert.All(units.Weights, weight => Assert.Equal(0.25, weight));
        Assert.Equal(0.9, units.Interval);
    }

    [Fact]
    public void Weights_of_rows_are_shared_among_those_of_a_series()
    {
        var (plan, all) = (Plan(), Frame(steps: 12));
        double[] weights = [.. Enumerable.Range(0, all.RowCount).Select(row => row < 12 ? 6.0 : 1)];

        var units = ErrorUnits.Of(plan, plan.HistoryOf(all, whole: true), all, plan.StepsOf(all, Every(all)), weights, interval: 0.8);

        Assert.Equal((0.5, 1 / 12.0), (units.Weights[0], units.Weights[12]));
    }

    [Fact]
    public void Rows_without_a_time_are_numbered_in_the_data_that_they_come_from()
    {
        var frame = new DataFrame([new NumberColumn("y", [1, 3, 6, 10, 15, 21])], 6);
        var plan = new SeriesPlan("y", null, [], new(StepUnit.Rows, 1, 0), 2, [], [], 0, 1, null, null, ScaleSeason: 1);
        int[] held = [4, 5];

        var units = ErrorUnits.Of(plan, plan.HistoryOf(frame, whole: true), frame.Take(held), plan.StepsOf(frame, held), null, 0.8);

        // Changes of 2, 3 and 4 came before.
        Assert.Equal([3.0, 3.0], units.Change);
    }

    private static int[] Every(DataFrame frame) => [.. Enumerable.Range(0, frame.RowCount)];

    private static DataFrame Frame(int steps)
    {
        string[] names = ["a", "b", "c", "d"];
        double Value(int series, int step) =>
            series switch
            {
                0 => (step % 2 * 50) + (step / 2),
                1 => (step % 2 * 7) + (step / 2 * 100),
                2 => 5,
                _ => step < 8 ? 0 : 3,
            };
        return new(
            [
                new NumberColumn("t", [.. names.SelectMany(_ => Enumerable.Range(0, steps).Select(step => (double)step))]),
                new TextColumn("s", [.. names.SelectMany((_, series) => Enumerable.Repeat(series, steps))], names),
                new NumberColumn("y", [.. names.SelectMany((_, series) => Enumerable.Range(0, steps).Select(step => Value(series, step)))]),
            ],
            steps * names.Length
        );
    }

    private static SeriesPlan Plan() => new("y", "t", ["s"], new(StepUnit.Numbers, 1, 0), 4, [2], [], 0, 1, null, null, ScaleSeason: 2);
}
