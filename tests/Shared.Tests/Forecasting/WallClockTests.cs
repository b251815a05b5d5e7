using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Schema;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Forecasting;

namespace MLOpsFunctions.Shared.Tests.Forecasting;

public sealed class WallClockTests
{
    private static readonly DateTime Start = new(2023, 1, 2, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("Australia/Sydney")]
    public void A_zone_is_found_by_the_offsets_that_it_had(string zone)
    {
        var clock = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var written = Enumerable
            .Range(0, 4_000)
            .Select(hour => Start.AddHours(hour))
            .Select(at => (at.Ticks, clock.GetUtcOffset(at).Ticks))
            .ToList();

        Assert.Equal(zone, TimeZoneFinder.Find(written));
    }

    [Fact]
    public void An_offset_that_never_changes_or_that_no_clock_had_is_no_zone()
    {
        var hours = Enumerable.Range(0, 3_000).Select(hour => Start.AddHours(hour).Ticks).ToList();

        Assert.Null(TimeZoneFinder.Find([.. hours.Select(ticks => (ticks, TimeSpan.TicksPerHour))]));
        Assert.Null(TimeZoneFinder.Find([.. hours.Select((ticks, i) => (ticks, (i % 2) * 7 * TimeSpan.TicksPerMinute))]));
        Assert.Null(TimeZoneFinder.Find([]));
    }

    [Fact]
    public void Cells_with_changing_offsets_tell_their_zone_and_later_files_keep_it()
    {
        string[] cells = ["2023-03-26T01:30:00+01:00", "2023-03-26T03:30:00+02:00", "2023-01-01T00:30:00+01:00"];
        var read = TimeTyping.Read(new TextColumn("t", [0, 1, 2], cells), null);

        Assert.Equal("Europe/Berlin", read.Format!.Zone);
        Assert.Equal("Europe/Berlin", TimeTyping.Read(new TextColumn("t", [0], [cells[2]]), read.Format).Format!.Zone);
        Assert.Null(TimeTyping.Read(new TextColumn("t", [0], [cells[2]]), null).Format!.Zone);
    }

    [Fact]
    public void A_rhythm_of_the_wall_clock_goes_on_across_the_change_of_daylight_saving_time()
    {
        var clock = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        long[] ticks = [.. Enumerable.Range(0, 24 * 100).Select(hour => Start.AddHours(hour).Ticks)];
        double[] values = Array.ConvertAll(
            ticks,
            at => (double)new DateTime(at + clock.GetUtcOffset(new DateTime(at, DateTimeKind.Utc)).Ticks).Hour
        );
        var frame = new DataFrame([new TimeColumn("t", ticks), new NumberColumn("y", values)], ticks.Length);
        IReadOnlyList<ColumnSchema> schema = [new("t", ColumnType.Time, ColumnRole.Time), new("y", ColumnType.Number, ColumnRole.Label)];

        // The clocks change on 26 March, after 83 days; what is asked lies a week later.
        double[] Same(string? zone)
        {
            int[] rows = [.. Enumerable.Range(0, 24 * 82)];
            var plan = SeriesPlanFit.Fit(frame, schema, rows, [.. Enumerable.Range(24 * 84, 24)], "y", new() { Seasons = [168] }, zone);
            var asked = frame.Take([.. Enumerable.Range(24 * 86, 24)]);
            var extended = plan.Extend(asked, plan.HistoryOf(frame.Take(rows), whole: true), threads: 1);
            var scale = plan.ScaleOf(extended)!;
            var same = ((NumberColumn)extended.Find(LagFeatureNames.Same("y", 168))!).Values;
            var level = extended.Find(LagFeatureNames.Over("y")) is NumberColumn over ? over.Values : [];
            return [.. same.Select((value, row) => scale.Level[row] + ((value - level[row]) * scale.Scale[row]))];
        }

        var truth = values[(24 * 86)..(24 * 87)];
        Assert.Equal(truth, Same("Europe/Berlin"), (a, b) => Math.Abs(a - b) < 1e-3);
        Assert.NotEqual(truth, Same(null), (a, b) => Math.Abs(a - b) < 1e-3);
    }

    [Fact]
    public void A_plan_with_a_zone_that_nobody_knows_is_none()
    {
        Assert.False(WallClock.Exists("Europe/Atlantis"));
        Assert.False(WallClock.Exists(new string('x', 200)));
        Assert.True(WallClock.Exists("Europe/Berlin"));
    }
}
