using MLOpsFunctions.Data;
using MLOpsFunctions.Features;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Forecasting;

/// <summary>The interval around the answers of a forecast. Immutable.</summary>
/// <param name="Share">Share of the true values that it should contain, above 0 and below 1.</param>
internal abstract record ForecastInterval(double Share)
{
    /// <summary>
    /// The distance of each end from the answer for unknown series, in units of the usual scale; null: as for known
    /// series.
    /// </summary>
    public double? Unknown { get; init; }

    /// <summary>
    /// The power of the distance by which widths grow beyond the horizon: 0.5, like the errors of a random walk.
    /// </summary>
    protected virtual double Growth => 0.5;

    /// <summary>The interval around each answer; the answer is inside.</summary>
    /// <param name="plan">How the series run.</param>
    /// <param name="rows">The rows, with the known values of their series.</param>
    /// <param name="scale">The scale of the answers.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    public (double[] Lows, double[] Highs) Around(SeriesPlan plan, DataFrame rows, SeriesScale scale, double[] answers, int threads)
    {
        var (ahead, beyond) = (
            ((NumberColumn)rows.Find(LagFeatureNames.Ahead(plan.Label))!).Values,
            ((NumberColumn)rows.Find(LagFeatureNames.Beyond(plan.Label))!).Values
        );
        var (lows, highs) = Near(plan, AtHorizon(plan, rows, ahead, beyond), scale, answers, threads);
        for (var row = 0; row < answers.Length; row++)
        {
            var (below, above) = (answers[row] - lows[row], highs[row] - answers[row]);
            if (double.IsNaN(ahead[row]) && Unknown is { } unknown)
            {
                (below, above) = (unknown * scale.Scale[row], unknown * scale.Scale[row]);
            }

            var wider = beyond[row] > 0 ? PortableMath.Exp(Growth * PortableMath.Log(1 + (beyond[row] / plan.Horizon))) : 1;
            lows[row] = Math.Clamp(answers[row] - (wider * below), Math.Min(answers[row], scale.Least ?? double.MinValue), double.MaxValue);
            highs[row] = Math.Min(answers[row] + (wider * above), double.MaxValue);
        }

        return (lows, highs);
    }

    /// <summary>
    /// Rows beyond the horizon as far ahead as it: their answers come from a nearer place of the season, and are no surer
    /// for that.
    /// </summary>
    private static DataFrame AtHorizon(SeriesPlan plan, DataFrame rows, double[] ahead, double[] beyond)
    {
        if (!Array.Exists(beyond, steps => steps > 0))
        {
            return rows;
        }

        var name = LagFeatureNames.Ahead(plan.Label);
        var farthest = new NumberColumn(name, [.. ahead.Select((own, row) => beyond[row] > 0 ? plan.Horizon : own)]);
        return new([.. rows.Columns.Select(column => column.Name == name ? farthest : column)], rows.RowCount);
    }

    /// <summary>The interval up to the horizon, for known series.</summary>
    protected abstract (double[] Lows, double[] Highs) Near(
        SeriesPlan plan,
        DataFrame rows,
        SeriesScale scale,
        double[] answers,
        int threads
    );

    /// <summary>
    /// The mean interval score (Winkler 1972; Gneiting and Raftery, Strictly proper scoring rules, Journal of the
    /// American Statistical Association 102, 2007): the width of the intervals, plus a penalty for true values outside,
    /// which grows with the share to contain. Less is better.
    /// </summary>
    public double ScoreOf((double[] Lows, double[] Highs) intervals, double[] truth) =>
        truth
            .Select(
                (actual, row) =>
                    (
                        intervals.Highs[row]
                        - intervals.Lows[row]
                        + (2 / (1 - Share) * (Math.Max(0, intervals.Lows[row] - actual) + Math.Max(0, actual - intervals.Highs[row])))
                    ) / truth.Length
            )
            .Sum();
}
