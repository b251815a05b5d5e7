using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Experiments;

/// <summary>What a reader of a run should know of the series that it forecasts.</summary>
internal static class SeriesNotes
{
    /// <summary>Share of the rows below which steps are no steps: of random times a tenth lies near one.</summary>
    private const double FewestOnSteps = 0.5;

    /// <summary>The notes.</summary>
    /// <param name="plan">How the series run.</param>
    /// <param name="history">All their values.</param>
    /// <param name="frame">All rows.</param>
    /// <param name="schema">Their columns.</param>
    /// <param name="split">Their sides.</param>
    public static IEnumerable<Note> Of(
        SeriesPlan plan,
        SeriesHistory history,
        DataFrame frame,
        IReadOnlyList<ColumnSchema> schema,
        SplitRows split
    )
    {
        yield return ForecastNotes.Series(history.Series.Count, plan.Horizon, plan.Seasons);
        if (plan.Grid.ShareOnSteps(plan.Time is { } time ? frame.Find(time) : null) is var regular && regular < FewestOnSteps)
        {
            yield return ForecastNotes.IrregularSteps(plan.Time!, regular);
        }

        var measured = plan.StepsOf(frame, split.Test).Distinct().Count();
        if (measured < plan.Horizon)
        {
            yield return ForecastNotes.ShortTest(measured);
        }

        var longest = history.Longest?.Span ?? 0;
        int[] unseen = [.. plan.Seasons.Where(season => 2 * season > longest)];
        if (unseen.Length > 0)
        {
            yield return ForecastNotes.SeasonsSeenOnce(unseen, longest);
        }

        string[] left =
        [
            .. schema.Where(column => column.Role == ColumnRole.Feature && !plan.Known.Contains(column.Name)).Select(column => column.Name),
        ];
        if (left.Length > 0)
        {
            yield return ForecastNotes.NotKnownAhead(left);
        }
    }
}
