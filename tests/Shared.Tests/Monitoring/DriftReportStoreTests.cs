using MLOpsFunctions.Contracts;
using MLOpsFunctions.Monitoring;

namespace MLOpsFunctions.Shared.Tests.Monitoring;

public sealed class DriftReportStoreTests
{
    [Fact]
    public async Task The_newest_report_comes_first_and_saving_twice_is_saving_once()
    {
        var reports = new DriftReportStore(new InMemoryTableStore());
        var start = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        Assert.Null(await reports.LastAsync("bikes"));
        foreach (var hour in new[] { 1, 3, 2, 3 })
        {
            await reports.SaveAsync(RetrainPolicyTests.Report(true, true, 100 * hour, start.AddHours(hour)));
        }

        var rows = new List<long>();
        await foreach (var report in reports.ListAsync("bikes"))
        {
            rows.Add(report.Rows);
        }

        Assert.Equal([300, 200, 100], rows);
        Assert.True(double.IsNaN((await reports.LastAsync("bikes"))!.Columns[0].Value));
    }
}
