using MLOpsFunctions.Data;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Shared.Tests.Serving;

/// <summary>Feedback that is late, early, sent twice, in conflict or of nothing, and what is measured by it.</summary>
public sealed class FeedbackJoinTests
{
    private readonly ServingFixture _serving = new();

    [Fact]
    public async Task Feedback_of_weeks_later_is_joined_with_its_prediction_whatever_the_order()
    {
        var ids = await PredictAsync([1, 2, 3, 4]);
        _serving.Stores.Time.Now += TimeSpan.FromDays(40);

        await _serving.Feedback.RecordAsync("bikes", ids[3], "1004");
        await _serving.Feedback.RecordAsync("bikes", ids[1], "1000");

        var joined = Assert.Single(await JoinAsync());
        Assert.Equal([2, 4], ((NumberColumn)joined.Labelled!.Inputs.Find("temp")!).Values);
        Assert.Equal([1002, 1004], joined.Labelled.Predictions.Values);
        Assert.Equal([1000, 1004], joined.Labelled.Labels);
        Assert.Equal([ids[1], ids[3]], joined.Labelled.Feedback.Select(one => one.Id));
        Assert.Equal(0, joined.Waiting);
    }

    [Fact]
    public async Task Feedback_that_comes_before_its_prediction_is_stored_counts_once_it_is()
    {
        await PredictAsync([1]);
        await _serving.PromoteAsync(1);
        var other = new PredictionLog(
            _serving.Stores.Blobs,
            _serving.Stores.Time,
            "feedcafe",
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance
        );
        var id = other.Append((await ServedAsync()).Predict(ServingFixture.Rows(7)))[0];

        Assert.Equal(FeedbackOutcome.Early, await _serving.Feedback.RecordAsync("bikes", id, "1000"));
        Assert.Equal([(0, 1)], (await JoinAsync()).Select(one => (one.Labelled?.Feedback.Count ?? 0, one.Waiting)));

        await other.FlushAsync();
        Assert.Equal([(1, 0)], (await JoinAsync()).Select(one => (one.Labelled?.Feedback.Count ?? 0, one.Waiting)));
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(24)]
    public async Task An_id_of_another_process_that_can_no_more_or_not_yet_be_is_unknown(int hours)
    {
        await PredictAsync([1]);
        await _serving.PromoteAsync(1);
        var opened = _serving.Stores.Time.Now.AddHours(hours);

        Assert.Equal(
            FeedbackOutcome.Unknown,
            await _serving.Feedback.RecordAsync("bikes", $"{opened.UtcDateTime:yyyyMMddHHmmss}-feedcafe-0-0", "1")
        );
        Assert.Empty(await JoinAsync());
    }

    [Fact]
    public async Task The_first_value_counts_and_every_other_is_kept_once()
    {
        var ids = await PredictAsync([1]);
        foreach (var said in (string[])["1001", "1001.0", "7", "7.0", "8", "1001"])
        {
            await _serving.Feedback.RecordAsync("bikes", ids[0], said);
        }

        var labels = Assert.Single(await JoinAsync()).Labelled!.Labels;
        Assert.Equal([1001], labels);
        Assert.Equal(["7", "8"], (await _serving.Feedback.ConflictsAsync("bikes").ToListAsync()).Select(one => one.Actual).Order());
        Assert.Equal(1, await _serving.Feedback.CountAsync("bikes"));
    }

    [Fact]
    public async Task The_truth_of_an_answer_is_the_truth_of_its_shadow_too()
    {
        var served = await ServedAsync();
        var ids = _serving.Log.Append(served.Predict(ServingFixture.Rows(1, 2, 3)), ServingRole.Champion, Slot.Blue);
        _serving.Log.Append(served.Predict(ServingFixture.Rows(2, 3)), ServingRole.Shadow, Slot.Green, default, ids[1]);
        await _serving.Log.FlushAsync();
        await _serving.Feedback.RecordAsync("bikes", ids[2], "1000");

        var now = _serving.Stores.Time.Now;
        var join = new FeedbackJoin(_serving.Feedback, _serving.Log);
        var shadow = Assert.Single(await join.ReadShadowsAsync("bikes", now.AddDays(-1), now.AddDays(1)).ToListAsync());

        Assert.Equal([1003], shadow.Predictions.Values);
        Assert.Equal([1000], shadow.Labels);
        var report = await Monitor().ReadAsync("bikes");
        Assert.Equal(
            [ServingRole.Champion, ServingRole.Shadow],
            report.Windows.Where(window => window.Kind == WindowKind.Day).Select(window => window.Role)
        );
    }

    [Fact]
    public async Task Live_metrics_follow_by_version_day_and_count()
    {
        var monitor = Monitor();
        for (var day = 0; day < 3; day++)
        {
            var ids = await PredictAsync([.. Enumerable.Range(0, 600).Select(i => (double)i)]);
            for (var row = 0; row < ids.Count; row++)
            {
                // Off by the day's number: the error of the day.
                await _serving.Feedback.RecordAsync("bikes", ids[row], $"{1_000 + row + day}");
            }

            _serving.Stores.Time.Now += TimeSpan.FromDays(1);
        }

        var report = await monitor.ReadAsync("bikes");

        Assert.Equal((1_800, 0, 0), (report.Labelled, report.Waiting, report.Conflicts));
        var days = report.Windows.Where(window => window.Kind == WindowKind.Day).ToList();
        Assert.Equal([0d, 1, 2], days.Select(window => window.Metrics["mae"].Value));
        Assert.Equal([600, 600, 600], days.Select(window => window.Labelled));
        Assert.Equal([1_000, 800], report.Windows.Where(window => window.Kind == WindowKind.Count).Select(window => window.Labelled));
        await monitor.SaveAsync(report);
        Assert.Equal(800, Assert.Single((await monitor.LastAsync("bikes"))!.Windows).Labelled);
    }

    private PerformanceMonitor Monitor() => _serving.Stores.Product.Pipeline.Performance;

    private async Task<IReadOnlyList<string>> PredictAsync(double[] temps)
    {
        var ids = _serving.Log.Append((await ServedAsync()).Predict(ServingFixture.Rows(temps)));
        await _serving.Log.FlushAsync();
        return ids;
    }

    private async Task<ServedModel> ServedAsync()
    {
        if (await _serving.Stores.Registry.FindAsync("bikes", 1) is null)
        {
            await _serving.RegisterAsync("run-1");
        }

        return (await _serving.Scorer.LoadAsync("bikes", 1))!;
    }

    private async Task<List<JoinedFeedback>> JoinAsync() =>
        await new FeedbackJoin(_serving.Feedback, _serving.Log)
            .ReadAsync("bikes", DateTimeOffset.MinValue, _serving.Stores.Time.Now.AddDays(2))
            .ToListAsync();
}
