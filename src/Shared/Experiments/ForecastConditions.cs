using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Models;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Experiments;

/// <summary>What a forecast must show before it serves, whatever its gates say.</summary>
internal static class ForecastConditions
{
    /// <summary>Rows below which a verdict on a forecast is chance.</summary>
    private const int FewestRows = 10;

    /// <summary>The conditions; none for other tasks.</summary>
    /// <param name="series">What the forecast starts from; null for other tasks.</param>
    /// <param name="report">How it did on the rows that judge.</param>
    /// <param name="naive">How it did against the seasonal naive forecast; null for one series.</param>
    public static IReadOnlyList<GateOutcome> Of(ForecastState? series, EvaluationReport report, NaiveComparison? naive) =>
        series is null ? [] : [.. Rows(report), .. naive is null ? Mean(report) : EachSeries(naive), .. Seasons(series)];

    /// <summary>Two or three rows say neither that a forecast is good nor that it is bad.</summary>
    private static IEnumerable<GateOutcome> Rows(EvaluationReport report)
    {
        if (report.Rows < FewestRows)
        {
            yield return new(
                GateName.Of(GateKind.EnoughRows),
                report.Rows,
                FewestRows,
                false,
                GateNotes.FewForecastRows(report.Rows, FewestRows)
            );
        }
    }

    /// <summary>A forecast that is farther off than the mean of the test rows says nothing that the mean would not say better.</summary>
    private static IEnumerable<GateOutcome> Mean(EvaluationReport report)
    {
        if (report.Metrics.TryGetValue(MetricNames.R2, out var r2) && double.IsFinite(r2.Value))
        {
            yield return new(
                GateName.Of(GateKind.BetterThanMean),
                r2.Value,
                0,
                r2.Value >= 0,
                GateNotes.AgainstMean(r2.Value, report.Rows)
            );
        }
    }

    /// <summary>
    /// A mean over the series can hide that most of them are served worse than by no model at all. In the label's units
    /// one large series would decide for all.
    /// </summary>
    private static IEnumerable<GateOutcome> EachSeries(NaiveComparison naive)
    {
        var loses = 2 * naive.Worse > naive.Series;
        yield return new(
            GateName.Of(GateKind.BetterThanNaive),
            naive.Worse,
            naive.Series / 2,
            !loses,
            GateNotes.AgainstNaive(naive.Better, naive.Series, naive.Season, loses)
        );
    }

    /// <summary>A season is a part of a year: where steps are years, there is none.</summary>
    private static IEnumerable<GateOutcome> Seasons(ForecastState series)
    {
        if (series.Plan.Seasons.Count > 0 && SeasonalityDetector.StepsAreYears(series.Plan.Grid, series.History.Longest))
        {
            yield return new(
                GateName.Of(GateKind.SeasonOfYears),
                series.Plan.Seasons[0],
                null,
                false,
                GateNotes.SeasonOfYears(series.Plan.Seasons)
            );
        }
    }
}
