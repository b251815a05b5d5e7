using MLOpsFunctions.Data;
using MLOpsFunctions.Features;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Forecasting;

/// <summary>Where the truth of a forecast usually lies. Immutable.</summary>
/// <param name="Share">Share of the truths that it is to hold, above 0 and below 1.</param>
internal abstract record ForecastInterval(double Share)
{
    /// <summary>
    /// How far each end lies from the answer where nothing is known of the series, in what is usual among them; null:
    /// as if it were known.
    /// </summary>
    public double? Unknown { get; init; }

    /// <summary>The power of the distance that widths go on growing with beyond the horizon: 0.5 as errors of a random walk do.</summary>
    protected virtual double Growth => 0.5;

    /// <summary>The interval around each answer; it holds the answer.</summary>
    /// <param name="plan">How the series run.</param>
    /// <param name="rows">The rows, with what is known of their series.</param>
    /// <param name="scale">What answers are counted from and in.</param>
    /// <param name="answers">The answers.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    public (double[] Lows, double[] Highs) Around(SeriesPlan plan, DataFrame rows, SeriesScale scale, double[] answers, int threads)
    {
        var (lows, highs) = Near(plan, rows, scale, answers, threads);
        var (ahead, beyond) = (
            ((NumberColumn)rows.Find(LagFeatureNames.Ahead(plan.Label))!).Values,
            ((NumberColumn)rows.Find(LagFeatureNames.Beyond(plan.Label))!).Values
        );
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

    /// <summary>The same up to the horizon, of known series.</summary>
    protected abstract (double[] Lows, double[] Highs) Near(
        SeriesPlan plan,
        DataFrame rows,
        SeriesScale scale,
        double[] answers,
        int threads
    );

    /// <summary>
    /// The mean interval score (Winkler 1972; Gneiting and Raftery, Strictly proper scoring rules, Journal of the
    /// American Statistical Association 102, 2007): how wide intervals are, and how far truths lie outside, the more
    /// heavily the larger the share that was to be held. Less is better.
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
