using MLOpsFunctions.Data;
using MLOpsFunctions.Features;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Forecasting;

/// <summary>Warnings about rows to forecast.</summary>
internal static class ForecastWarnings
{
    /// <summary>One note for each way in which rows ask for more than was learned.</summary>
    /// <param name="plan">How the series run.</param>
    /// <param name="frame">The rows.</param>
    /// <param name="history">The known values of the series.</param>
    /// <exception cref="ProblemException">A row has no time.</exception>
    public static IReadOnlyList<Note> Of(SeriesPlan plan, DataFrame frame, SeriesHistory history)
    {
        var (keys, steps) = (SeriesHistory.Keys(frame, plan.Keys), plan.StepsOf(frame, [.. Enumerable.Range(0, frame.RowCount)]));
        if (Array.IndexOf(steps, TimeGrid.None) is >= 0 and var row)
        {
            throw new ProblemException(
                new(
                    "A row does not say when",
                    $"no usable value in '{plan.Time}' in row {row + 1}"
                        + $"{(steps.Count(step => step == TimeGrid.None) is > 1 and var more ? $" and {more - 1} others" : "")}",
                    "the time to be forecast, in every row",
                    $"column '{plan.Time}'",
                    "Write dates as 2026-01-31 or 2026-01-31T13:45:00Z",
                    400
                )
            );
        }

        var ends = Array.ConvertAll(keys, key => history.Series.TryGetValue(key, out var series) ? series.Steps[^1] : TimeGrid.None);
        var begins = Array.ConvertAll(keys, key => history.Series.TryGetValue(key, out var series) ? series.Steps[0] : TimeGrid.None);
        bool IsPast(int place) => plan.Grid.Unit != StepUnit.Rows && ends[place] != TimeGrid.None && steps[place] <= ends[place];
        var forgotten = Enumerable.Range(0, steps.Length).Count(place => IsPast(place) && steps[place] <= begins[place]);
        var latest = Enumerable.Range(0, steps.Length).Count(place => IsPast(place)) - forgotten;
        var far = steps
            .Zip(ends)
            .Count(pair =>
                pair.Second != TimeGrid.None && (plan.Grid.Unit == StepUnit.Rows ? pair.First + 1 : pair.First - pair.Second) > plan.Horizon
            );
        var strange = ends.Count(end => end == TimeGrid.None);
        return
        [
            .. far > 0 ? [ForecastNotes.BeyondHorizon(far, plan.Horizon, WayBeyond(plan))] : (Note[])[],
            .. latest > 0 ? [ForecastNotes.NotAhead(latest)] : (Note[])[],
            .. forgotten > 0 ? [ForecastNotes.Forgotten(forgotten, plan.Past.Reach + plan.Horizon)] : (Note[])[],
            .. strange > 0 ? [ForecastNotes.UnknownSeries(strange)] : (Note[])[],
            .. plan
                .Known.Select(frame.Find)
                .OfType<DataColumn>()
                .Select(column => (column.Name, Rows: Enumerable.Range(0, column.Length).Count(column.IsMissing)))
                .Where(column => column.Rows > 0)
                .Select(column => ForecastNotes.KnownMissing(column.Name, column.Rows)),
        ];
    }

    private static BeyondHorizon WayBeyond(SeriesPlan plan) =>
        plan.IsSmoothed || plan.Bases is { Count: > 0 } bases && bases.All(LagFeatureNames.GoesOn) ? BeyondHorizon.Smoothed
        : plan.Seasons.Count > 0 ? BeyondHorizon.Season
        : BeyondHorizon.LastStep;
}
