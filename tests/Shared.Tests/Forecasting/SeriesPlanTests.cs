using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Shared.Tests.Features;

namespace MLOpsFunctions.Shared.Tests.Forecasting;

public sealed class SeriesPlanTests
{
    private static readonly DataFrame Frame = SampleSeries.Make();

    [Fact]
    public void Days_of_shops_are_seen_as_such()
    {
        var plan = Fit(Frame, new());

        Assert.Equal(
            ("sales", "day", StepUnit.Ticks, (double)TimeSpan.TicksPerDay),
            (plan.Label, plan.Time, plan.Grid.Unit, plan.Grid.Length)
        );
        Assert.Equal(["shop"], plan.Keys);
        Assert.Equal([7], plan.Seasons);
        Assert.Equal((14, 0.0), (plan.Horizon, plan.Least));
        Assert.Equal((null, 7), (plan.Base, plan.ScaleSeason));
        Assert.NotEmpty(plan.Bases!);
        Assert.True(plan.IsValid);

        // What never changes within a shop is known ahead; the promotions are, once someone says so.
        Assert.Equal(["size"], plan.Known);
        Assert.Equal(["size", "promo"], Fit(Frame, new() { Known = ["promo"] }).Known);
    }

    [Fact]
    public void Nothing_that_came_after_the_origin_is_known() =>
        Prop.ForAll<int, byte, byte>(IsBlindBeyondOrigins).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    private static void IsBlindBeyondOrigins(int seed, byte from, byte ahead)
    {
        var plan = Fit(Frame, new() { Known = ["promo"] });
        var (steps, rows) = (plan.StepsOf(Frame, All(Frame)), All(Frame));
        var origin = 20 + (from % 80);
        var random = new Random(seed);
        var changed = new DataFrame(
            [
                .. Frame.Columns.Select(column =>
                    column.Name == "sales"
                        ? new NumberColumn(
                            "sales",
                            [
                                .. ((NumberColumn)column).Values.Select(
                                    (value, row) => steps[row] > origin ? random.NextDouble() * 1e6 : value
                                ),
                            ]
                        )
                        : column
                ),
            ],
            Frame.RowCount
        );
        var origins = Array.ConvertAll(steps, step => Math.Min((long)origin, step - 1 - (ahead % 14)));

        var before = plan.Extend(Frame, plan.HistoryOf(Frame, whole: true), steps, origins, threads: 2);
        var after = plan.Extend(changed, plan.HistoryOf(changed, whole: true), steps, origins, threads: 1);

        Assert.All(plan.Past.Names, name => Assert.Equal(Numbers(before, name), Numbers(after, name)));
        Assert.Equal(rows.Length, before.RowCount);
    }

    [Fact]
    public void The_kept_end_of_a_history_says_the_same_of_rows_to_come_as_the_whole_of_it()
    {
        var frame = SampleSeries.Make(days: 300);
        var plan = Fit(frame, new());
        var next = Future(from: 300, days: 40);

        var (whole, end) = (
            plan.Extend(next, plan.HistoryOf(frame, whole: true), threads: 1),
            plan.Extend(next, plan.HistoryOf(frame, whole: false), threads: 2)
        );

        Assert.All(plan.Past.Names, name => Assert.Equal(Numbers(whole, name), Numbers(end, name)));
        Assert.All(plan.HistoryOf(frame, whole: false).Series.Values, series => Assert.InRange(series.Values.Length, 1, 150));
    }

    [Fact]
    public void Last_values_and_seasons_are_those_of_a_simple_look_into_the_past()
    {
        var plan = Fit(Frame, new());
        var (steps, sales) = (plan.StepsOf(Frame, All(Frame)), Numbers(Frame, "sales"));
        var origins = Array.ConvertAll(steps, step => step - 1 - (step % 14));
        var extended = plan.Extend(Frame, plan.HistoryOf(Frame, whole: true), steps, origins, threads: 1);
        var keys = SeriesHistory.Keys(Frame, plan.Keys);
        var known = All(Frame).ToDictionary(row => (keys[row], steps[row]), row => sales[row]);

        foreach (var row in All(Frame).Where(row => steps[row] > 30))
        {
            var past = Enumerable
                .Range(0, 200)
                .Select(back => origins[row] - back)
                .Where(step => known.ContainsKey((keys[row], step)))
                .Select(step => known[(keys[row], step)])
                .ToArray();
            var level = past.Take(7).Average();
            var scale = Enumerable
                .Range(0, 100)
                .Select(back => origins[row] - back)
                .Where(step => known.ContainsKey((keys[row], step)) && known.ContainsKey((keys[row], step - 7)))
                .Average(step => Math.Abs(known[(keys[row], step)] - known[(keys[row], step - 7)]));
            var seasons = (steps[row] - origins[row] + 6) / 7 * 7;
            double Relative(double value) => (value - level) / scale;
            double At(string name) => Numbers(extended, name)[row];

            Assert.Equal(Relative(past[0]), At("sales @ last value"), 1e-6);
            Assert.Equal(Relative(past[5]), At("sales @ value 6 before the end"), 1e-6);
            Assert.Equal(
                known.TryGetValue((keys[row], steps[row] - seasons), out var same) ? Relative(same) : double.NaN,
                At("sales @ same step of the last 7"),
                1e-6
            );
            Assert.Equal(Relative(past.Take(7).Min()), At("sales @ least of the last 7"), 1e-6);
            Assert.Equal(Relative(past.Take(3).Average()), At("sales @ mean of the last 3"), 1e-6);
            Assert.Equal(scale, At("sales @ scale"), 1e-9);
            Assert.Equal(level + (At("sales @ base over the level") * scale), At("sales @ base"), 1e-3);
        }
    }

    [Fact]
    public void Ten_times_as_large_a_series_looks_the_same_and_is_answered_ten_times_as_large()
    {
        var sales = Numbers(Frame, "sales");
        var tenfold = Frame.With(new NumberColumn("sales", [.. sales.Select(value => 10 * value)]));
        var (plan, larger) = (Fit(Frame, new()), Fit(tenfold, new()));
        var (steps, origins) = (plan.StepsOf(Frame, All(Frame)), Backtest.RollingOrigins(plan.StepsOf(Frame, All(Frame)), 14));
        var small = plan.Extend(Frame, plan.HistoryOf(Frame, whole: true), steps, origins, 1);
        var large = larger.Extend(tenfold, larger.HistoryOf(tenfold, whole: true), steps, origins, 1);

        Assert.All(
            plan.Added,
            name => Assert.All(Numbers(small, name).Zip(Numbers(large, name)), pair => Assert.Equal(pair.First, pair.Second, 1e-5))
        );
        var (one, ten) = (
            plan.ScaleOf(small)!.Restore([.. sales.Select(_ => 0.5)]),
            larger.ScaleOf(large)!.Restore([.. sales.Select(_ => 0.5)])
        );
        Assert.All(one.Zip(ten), pair => Assert.Equal(10 * pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void An_answer_never_lies_below_zero_where_no_training_row_did()
    {
        var scale = new SeriesScale([10, 10], [5, 5], Fit(Frame, new()).Least);

        Assert.Equal([0, 15], scale.Restore([-3, 1]));
        Assert.Equal([-5, 15], (scale with { Least = null }).Restore([-3, 1]));
    }

    [Fact]
    public void A_series_of_which_nothing_is_known_stands_where_the_others_do_on_average()
    {
        var plan = Fit(Frame, new());
        var stranger = new DataFrame(
            [
                new TimeColumn("day", [SampleSeries.Start.AddDays(130).Ticks]),
                new TextColumn("shop", [0], ["new"]),
                new NumberColumn("size", [100]),
            ],
            1
        );

        var scale = plan.ScaleOf(plan.Extend(stranger, plan.HistoryOf(Frame, whole: false), threads: 1))!;

        Assert.Equal((plan.Centre, plan.Spread), (scale.Level[0], scale.Scale[0]));
    }

    [Theory]
    [InlineData("promoo", "did you mean 'promo'")]
    [InlineData("sales", "The label 'sales'")]
    public void What_cannot_be_known_ahead_is_refused(string column, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<ProblemException>(() => Fit(Frame, new() { Known = [column] })).Problem.ToString(),
            StringComparison.OrdinalIgnoreCase
        );

    [Fact]
    public void A_season_named_twice_is_one() => Assert.Equal([7, 14], Fit(Frame, new() { Seasons = [14, 7, 14] }).Seasons);

    [Fact]
    public void Rows_that_ask_for_more_than_was_learned_are_told_of_and_rows_without_a_time_refused()
    {
        var plan = Fit(Frame, new());
        var history = plan.HistoryOf(Frame, whole: false);
        DataFrame Ask(int day, string shop) =>
            new(
                [
                    new TimeColumn("day", [day < 0 ? TimeColumn.Missing : SampleSeries.Start.AddDays(day).Ticks]),
                    new TextColumn("shop", [0], [shop]),
                ],
                1
            );

        Assert.Empty(ForecastWarnings.Of(plan, Ask(125, "shop 1"), history));
        Assert.Contains("more than 14 steps", Assert.Single(ForecastWarnings.Of(plan, Ask(400, "shop 1"), history).Sentences()));
        Assert.Contains("not after the last known value", Assert.Single(ForecastWarnings.Of(plan, Ask(50, "shop 1"), history).Sentences()));
        Assert.Contains(
            "before all that the model remembers",
            Assert.Single(ForecastWarnings.Of(plan, Ask(0, "shop 1"), history).Sentences())
        );
        Assert.Contains("does not know", Assert.Single(ForecastWarnings.Of(plan, Ask(125, "new"), history).Sentences()));
        Assert.Contains(
            "'day'",
            Assert.Throws<ProblemException>(() => ForecastWarnings.Of(plan, Ask(-1, "shop 1"), history)).Problem.Found
        );
    }

    [Fact]
    public void Missing_values_of_what_is_to_be_known_ahead_are_told_of()
    {
        var plan = Fit(Frame, new() { Known = ["promo"] });
        var asked = new DataFrame(
            [
                new TimeColumn("day", [.. Enumerable.Range(120, 3).Select(day => SampleSeries.Start.AddDays(day).Ticks)]),
                new TextColumn("shop", [0, 0, 0], ["shop 1"]),
                new NumberColumn("size", [200, 200, 200]),
                new NumberColumn("promo", [0, double.NaN, double.NaN]),
            ],
            3
        );

        Assert.Contains(
            "2 rows lack a value of 'promo'",
            Assert.Single(ForecastWarnings.Of(plan, asked, plan.HistoryOf(Frame, false))).Sentence()
        );
    }

    [Fact]
    public void A_plan_of_before_series_had_units_of_their_own_measures_by_their_level_as_it_did()
    {
        var now = Fit(Frame, new());
        var then = Json.Read<SeriesPlan>(
            Json.Write(now with { ScaleSeason = null, Bases = null, Base = 7, Smoothings = null, Theta = null })
        );
        var (steps, origins) = (then.StepsOf(Frame, All(Frame)), Backtest.RollingOrigins(then.StepsOf(Frame, All(Frame)), 14));

        var scale = then.ScaleOf(then.Extend(Frame, then.HistoryOf(Frame, whole: true), steps, origins, 1))!;
        var level = Json.Read<SeriesPlan>(Json.Write(then with { Base = null }));
        var levels = level.ScaleOf(level.Extend(Frame, level.HistoryOf(Frame, whole: true), steps, origins, 1))!;

        Assert.True(then.IsValid);
        Assert.All(All(Frame).Where(row => steps[row] > 14), row => Assert.Equal(levels.Level[row], scale.Scale[row]));
    }

    [Fact]
    public void A_column_with_the_name_of_a_made_one_is_refused()
    {
        var frame = new DataFrame([.. Frame.Columns, new NumberColumn("sales @ last value", new double[Frame.RowCount])], Frame.RowCount);

        Assert.Contains("sales @ last value", Assert.Throws<ProblemException>(() => Fit(frame, new())).Message);
    }

    private static DataFrame Future(int from, int days)
    {
        var rows = Enumerable.Range(0, days).SelectMany(day => Enumerable.Range(0, 4), (day, shop) => (day: from + day, shop)).ToArray();
        return new(
            [
                new TimeColumn("day", [.. rows.Select(row => SampleSeries.Start.AddDays(row.day).Ticks)]),
                new TextColumn("shop", [.. rows.Select(row => row.shop)], ["shop 0", "shop 1", "shop 2", "shop 3"]),
            ],
            rows.Length
        );
    }

    private static SeriesPlan Fit(DataFrame frame, ForecastDefinition definition)
    {
        var days = ((TimeColumn)frame.Find("day")!).Ticks;
        int[] held = [.. All(frame).Where(row => days[row] >= SampleSeries.Start.AddDays(90).Ticks)];
        return SeriesPlanFit.Fit(frame, SampleSeries.Schema, [.. All(frame).Except(held)], held, "sales", definition);
    }

    private static int[] All(DataFrame frame) => [.. Enumerable.Range(0, frame.RowCount)];

    private static double[] Numbers(DataFrame frame, string name) => ((NumberColumn)frame.Find(name)!).Values;
}
