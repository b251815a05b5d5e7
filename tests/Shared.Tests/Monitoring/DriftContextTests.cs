using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Profiling;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Notes;

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

    [Fact]
    public void A_check_goes_on_from_another_conclusive_report_of_predictions_only()
    {
        var report = Report(0, drifted: true);

        Assert.True(DriftContext.CanPrecede(report, "another check"));
        Assert.False(DriftContext.CanPrecede(report, report.Check));
        Assert.False(DriftContext.CanPrecede(report with { Conclusive = false }, "another check"));
        Assert.False(DriftContext.CanPrecede(report with { Current = "m/f.csv" }, "another check"));
    }

    [Theory]
    [InlineData(DriftReference.Training, true, 28, true, null)]
    [InlineData(DriftReference.Training, false, 28, false, null)]
    [InlineData(DriftReference.Weekday, true, 4, true, "Compared with the 4 training rows of the same weekday.")]
    [InlineData(DriftReference.Weekday, false, 4, false, "Compared with the 4 training rows of the same weekday.")]
    public void The_profile_and_the_rows_are_of_those_that_are_compared_with(
        DriftReference wanted,
        bool together,
        long rows,
        bool hasFrame,
        string? note
    )
    {
        var drift = new DriftDefinition
        {
            Reference = wanted,
            Multivariate = together,
            MinRows = 4,
        };

        var reference = Reference(drift, [Start.AddDays(70)]);

        Assert.Equal((rows, hasFrame, note), (reference.Profile.Rows, reference.Frame is not null, reference.Note?.Sentence()));
        Assert.Equal(hasFrame ? (int)rows : null, reference.Frame?.RowCount);
    }

    [Fact]
    public void Too_few_rows_of_the_same_weekday_are_told_and_all_are_compared_with()
    {
        var drift = new DriftDefinition { Reference = DriftReference.Weekday, MinRows = 5 };

        Assert.Equal(
            "Compared with all training rows: 4 are known to be of the same weekday, and 5 are needed.",
            Reference(drift, [Start]).Note!.Sentence()
        );
        Assert.Equal(28, Reference(drift, [Start]).Profile.Rows);
        Assert.Contains(" 0 are known", Reference(drift, []).Note!.Sentence(), StringComparison.Ordinal);
        Assert.Null(Reference(drift, [.. Enumerable.Range(0, 7).Select(day => Start.AddDays(day))]).Note);
    }

    private static ReferenceData Reference(DriftDefinition drift, IReadOnlyList<DateTimeOffset> current)
    {
        var frame = new DataFrame([new TimeColumn("t", [.. Enumerable.Range(0, 28).Select(day => Start.AddDays(day).UtcTicks)])], 28);
        ColumnSchema[] schema = [new("t", ColumnType.Time, ColumnRole.Time)];
        return ReferenceData.Of(
            drift,
            Profiler.Describe(frame, 1, schema),
            schema,
            ReferenceData.NeedsRows(drift) ? frame : null,
            current,
            threads: 1
        );
    }

    private static DriftReport Report(int hour, bool drifted) =>
        RetrainPolicyTests.Report(conclusive: true, drifted, rows: 1_000, Start.AddHours(hour)) with
        {
            Columns = [new("temp", "psi", 0.5, 0.1, drifted)],
        };
}
