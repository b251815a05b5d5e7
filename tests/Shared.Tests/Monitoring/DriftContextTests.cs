using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Monitoring;

namespace MLOpsFunctions.Shared.Tests.Monitoring;

/// <summary>Since when columns drift, and which training rows they are compared with.</summary>
public sealed class DriftContextTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Drift_goes_on_since_the_first_check_of_an_unbroken_row()
    {
        var first = DriftContext.WithSince(Report(0, drifted: true), before: null);
        var second = DriftContext.WithSince(Report(1, drifted: true), first);
        var calm = DriftContext.WithSince(Report(2, drifted: false), second);
        var again = DriftContext.WithSince(Report(3, drifted: true), calm);

        Assert.Equal(
            [Start, Start, null, Start.AddHours(3)],
            ((DriftReport[])[first, second, calm, again]).Select(report => report.Columns[0].Since)
        );
    }

    [Fact]
    public void Another_version_or_source_begins_anew()
    {
        var before = DriftContext.WithSince(Report(0, drifted: true), before: null);

        Assert.Equal(Start.AddHours(1), DriftContext.WithSince(Report(1, drifted: true) with { Version = 2 }, before).Columns[0].Since);
        Assert.Equal(
            Start.AddHours(1),
            DriftContext.WithSince(Report(1, drifted: true) with { Current = "m/f.csv" }, before).Columns[0].Since
        );
    }

    [Fact]
    public void Rows_of_a_Monday_are_compared_with_Mondays()
    {
        var days = new TimeColumn("t", [.. Enumerable.Range(0, 28).Select(day => Start.AddDays(day).UtcTicks), TimeColumn.Missing]);

        Assert.Equal([0, 7, 14, 21], ReferenceRows.Find(days, DriftReference.Weekday, [Start.AddDays(70).AddHours(23)])!);
    }

    [Fact]
    public void Rows_of_a_month_are_compared_with_that_month_and_those_beside_it()
    {
        var months = new TimeColumn("t", [.. Enumerable.Range(1, 12).Select(month => new DateTime(2025, month, 9).Ticks)]);

        Assert.Equal([0, 1, 11], ReferenceRows.Find(months, DriftReference.Season, [new(2026, 1, 31, 0, 0, 0, TimeSpan.Zero)])!);
    }

    [Fact]
    public void Rows_of_every_weekday_are_compared_with_all_rows() =>
        Assert.Null(ReferenceRows.Find(new("t", [0]), DriftReference.Weekday, Enumerable.Range(0, 7).Select(day => Start.AddDays(day))));

    private static DriftReport Report(int hour, bool drifted) =>
        RetrainPolicyTests.Report(conclusive: true, drifted, rows: 1_000, Start.AddHours(hour)) with
        {
            Columns = [new("temp", "psi", 0.5, 0.1, drifted)],
        };
}
