using MLOpsFunctions.Data;

namespace MLOpsFunctions.Forecasting;

/// <summary>Warnings about rows to forecast.</summary>
internal static class ForecastWarnings
{
    /// <summary>One note for each way in which rows ask for more than was learned.</summary>
    /// <param name="plan">How the series run.</param>
    /// <param name="frame">The rows.</param>
    /// <param name="history">The known values of the series.</param>
    /// <exception cref="ProblemException">A row has no time.</exception>
    public static IReadOnlyList<string> Of(SeriesPlan plan, DataFrame frame, SeriesHistory history)
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
            .. far > 0
                ?
                [
                    $"{Rows(far)} more than {plan.Horizon} steps after the last known value of "
                        + $"{(far == 1 ? "its" : "their")} series, farther than was learned: answered {Beyond(plan)}, in "
                        + $"intervals that are no narrower than at step {plan.Horizon} and that nothing has measured.",
                ]
                : (string[])[],
            .. latest > 0
                ?
                [
                    $"{Rows(latest)} not after the last known value of {(latest == 1 ? "its" : "their")} series: "
                        + "answered as a forecast of the step before would have been, whatever is known since.",
                ]
                : (string[])[],
            .. forgotten > 0
                ?
                [
                    $"{Rows(forgotten)} before all that the model remembers of {(forgotten == 1 ? "its" : "their")} "
                        + $"series, of which it keeps the last {plan.Past.Reach + plan.Horizon:N0} steps: answered by what "
                        + "is usual among the series, and their intervals tell little. Ask for a later time, or look the "
                        + "past up in the data.",
                ]
                : (string[])[],
            .. strange > 0
                ?
                [
                    $"{Rows(strange)} in a series that the model does not know: answered by what is usual among the "
                        + "others, in intervals as wide as such answers were off.",
                ]
                : (string[])[],
        ];

        static string Beyond(SeriesPlan plan) =>
            plan.IsSmoothed ? "by the smoothed series gone on"
            : plan.Seasons.Count > 0 ? "as the same place of the season within the learned steps"
            : $"as step {plan.Horizon} is";

        static string Rows(int count) =>
            count == 1 ? "1 row lies" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count:N0} rows lie");
    }
}
