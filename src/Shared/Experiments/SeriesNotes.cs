using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Forecasting;

namespace MLOpsFunctions.Experiments;

/// <summary>What a reader of a run should know of the series that it forecasts.</summary>
internal static class SeriesNotes
{
    /// <summary>Share of the rows below which steps are no steps: of random times a tenth lies near one.</summary>
    private const double FewestOnSteps = 0.5;

    /// <summary>Most columns that are named.</summary>
    private const int MostNamed = 10;

    /// <summary>The notes.</summary>
    /// <param name="plan">How the series run.</param>
    /// <param name="history">All their values.</param>
    /// <param name="frame">All rows.</param>
    /// <param name="schema">Their columns.</param>
    /// <param name="split">Their sides.</param>
    public static IEnumerable<string> Of(
        SeriesPlan plan,
        SeriesHistory history,
        DataFrame frame,
        IReadOnlyList<ColumnSchema> schema,
        SplitRows split
    )
    {
        yield return Forecast(history.Series.Count, plan);
        if (plan.Grid.ShareOnSteps(plan.Time is { } time ? frame.Find(time) : null) is var regular && regular < FewestOnSteps)
        {
            yield return Irregular(plan.Time, regular);
        }

        var measured = plan.StepsOf(frame, split.Test).Distinct().Count();
        if (measured < plan.Horizon)
        {
            yield return $"The test rows span {measured} steps: what is forecast farther ahead than that is not measured.";
        }

        var longest = history.Longest?.Span ?? 0;
        int[] unseen = [.. plan.Seasons.Where(season => 2 * season > longest)];
        if (unseen.Length > 0)
        {
            yield return Unseen(unseen, longest);
        }

        string[] left =
        [
            .. schema
                .Where(column => column.Role == ColumnRole.Feature && !plan.Known.Contains(column.Name))
                .Select(column => $"'{column.Name}'"),
        ];
        if (left.Length > 0)
        {
            yield return NotKnownAhead(left);
        }
    }

    private static string Forecast(int series, SeriesPlan plan)
    {
        var seasons = plan.Seasons.Count > 0 ? $"; seasons of {string.Join(" and ", plan.Seasons)} steps" : "";
        return $"{NumberFormat.Count(series)} series {(series == 1 ? "is" : "are")} forecast up to {plan.Horizon} steps ahead{seasons}.";
    }

    private static string Irregular(string? time, double regular) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The rows follow each other in no regular step: of those with a '{time}' {regular:0.#%} lie "
                + $"on the commonest one. Steps, seasons and distances mean little then; bring one row an hour, a "
                + $"day or a month."
        );

    private static string Unseen(int[] seasons, long longest) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"A season of {string.Join(" and ", seasons)} steps has not come twice in the {longest:N0} steps "
                + $"of the longest series, and so nothing can be learned of it."
        );

    private static string NotKnownAhead(string[] columns) =>
        $"Not known ahead, and so not learned from: {string.Join(", ", columns.Take(MostNamed))}"
        + $"{(columns.Length > MostNamed ? $" and {columns.Length - MostNamed} more" : "")}. Name what is known for the time to "
        + "be forecast in forecast.known.";
}
