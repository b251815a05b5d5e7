using System.Globalization;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Tests.Hosting;

public sealed class PersistentTimersTests
{
    private const string Hourly = "0 0 * * * *";

    private readonly FakeTime _time = new(new(2026, 3, 1, 12, 30, 0, TimeSpan.Zero));
    private readonly InMemoryTableStore _tables = new();
    private readonly List<string> _occurred = [];

    [Fact]
    public async Task A_timer_fires_at_each_occurrence_once()
    {
        for (var minute = 0; minute <= 120; minute++)
        {
            await FireAsync();
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(["2026-03-01 13:00:00", "2026-03-01 14:00:00"], _occurred);
    }

    [Fact]
    public async Task A_timer_seen_for_the_first_time_waits_for_its_next_occurrence()
    {
        Assert.False(await FireAsync());
        Assert.False(await FireAsync());
        _time.Advance(TimeSpan.FromMinutes(30));

        Assert.True(await FireAsync());
    }

    [Theory]
    [InlineData("* * * * * *", "2027-04-05 06:07:08")]
    [InlineData("0 0 * * * *", "2027-04-05 06:00:00")]
    [InlineData("0 0 3 * * *", "2027-04-05 03:00:00")]
    [InlineData("0 0 3 * * MON", "2027-04-05 03:00:00")]
    [InlineData("0 0 0 1 * *", "2027-04-01 00:00:00")]
    [InlineData("0 0 0 29 2 *", null)]
    [InlineData("0 0 0 24 12 *", "2026-12-24 00:00:00")]
    public async Task Of_the_occurrences_that_were_missed_the_last_is_made_up_for(string schedule, string? last)
    {
        await FireAsync(schedule);
        _time.Advance(new DateTimeOffset(2027, 4, 5, 6, 7, 8, TimeSpan.Zero) - _time.GetUtcNow());

        await FireAsync(schedule);
        await FireAsync(schedule);

        Assert.Equal(last is null ? [] : [last], _occurred);
    }

    [Fact]
    public async Task What_a_failure_cut_off_is_done_again_under_the_same_occurrence()
    {
        await FireAsync();
        _time.Advance(TimeSpan.FromHours(1));
        await Assert.ThrowsAsync<IOException>(() => Timers().FireAsync("t", Hourly, _ => throw new IOException(), default));
        _time.Advance(TimeSpan.FromMinutes(10));

        await FireAsync();
        await FireAsync();

        Assert.Equal(["2026-03-01 13:00:00"], _occurred);
    }

    [Fact]
    public async Task Timers_are_apart()
    {
        await FireAsync(timer: "a");
        _time.Advance(TimeSpan.FromHours(1));
        await FireAsync(timer: "b");
        Assert.Empty(_occurred);

        await FireAsync(timer: "a");
        Assert.Single(_occurred);
    }

    [Fact]
    public async Task A_clock_that_was_wrong_and_is_set_back_goes_on_from_where_it_is()
    {
        await FireAsync();
        _time.Advance(TimeSpan.FromDays(3650));
        await FireAsync();
        _time.Advance(TimeSpan.FromDays(-3650));
        await FireAsync();
        _time.Advance(TimeSpan.FromHours(1));
        await FireAsync();

        Assert.Equal(2, _occurred.Count);
        Assert.Equal("2026-03-01 13:00:00", _occurred[1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hourly")]
    [InlineData("0 3 * * *")]
    [InlineData("0 0 25 * * *")]
    [InlineData("0 0 3 * * * *")]
    public async Task What_is_no_schedule_is_refused_with_an_example(string schedule) =>
        Assert.NotNull((await Assert.ThrowsAsync<ProblemException>(() => FireAsync(schedule))).Problem.Try);

    [Fact]
    public async Task A_date_that_never_comes_never_fires()
    {
        await FireAsync("0 0 0 30 2 *");
        _time.Advance(TimeSpan.FromDays(5000));

        Assert.False(await FireAsync("0 0 0 30 2 *"));
    }

    /// <summary>The last occurrence found in growing windows is the last of all occurrences walked one by one.</summary>
    [Theory]
    [InlineData("0 */7 * * * *")]
    [InlineData("30 15 2 * * *")]
    [InlineData("0 0 12 * * SUN")]
    [InlineData("0 0 0 1 1,7 *")]
    public void The_last_occurrence_agrees_with_walking_them_all(string schedule)
    {
        Assert.True(CronSchedule.TryParse(schedule, out var cron));
        var until = new DateTimeOffset(2026, 8, 3, 10, 11, 12, TimeSpan.Zero);
        foreach (var minutes in new[] { 0, 1, 59, 61, 1_439, 1_441, 44_000, 45_000, 500_000 })
        {
            var after = until - TimeSpan.FromMinutes(minutes);
            DateTime? walked = cron.Occurrences(after.UtcDateTime, until.UtcDateTime.AddTicks(1)).Cast<DateTime?>().LastOrDefault();

            Assert.Equal(walked, Timers().Last(schedule, after, until)?.UtcDateTime);
        }
    }

    private PersistentTimers Timers() => new(_tables, _time);

    private Task<bool> FireAsync(string schedule = Hourly, string timer = "t") =>
        Timers()
            .FireAsync(
                timer,
                schedule,
                due =>
                {
                    _occurred.Add(due.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
                    return Task.CompletedTask;
                },
                default
            );
}
