using MLOpsFunctions.Data;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Training.Forecasting;

/// <summary>Where the truth of a forecast usually lies. Immutable.</summary>
/// <param name="Share">Share of the truths that it is to hold, above 0 and below 1.</param>
internal abstract record ForecastInterval(double Share)
{
    /// <summary>The interval around each answer; it holds the answer.</summary>
    /// <param name="plan">How the series run.</param>
    /// <param name="rows">The rows, with what is known of their series.</param>
    /// <param name="scale">What answers are counted from and in.</param>
    /// <param name="answers">The answers.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    public abstract (double[] Lows, double[] Highs) Around(SeriesPlan plan, DataFrame rows, SeriesScale scale, double[] answers, int threads);

    /// <summary>
    /// The mean interval score (Winkler 1972; Gneiting and Raftery, Strictly proper scoring rules, Journal of the American Statistical Association 102, 2007): how wide intervals are, and how far truths lie
    /// outside, the more heavily the larger the share that was to be held. Less is better.
    /// </summary>
    public double ScoreOf((double[] Lows, double[] Highs) intervals, double[] truth) => truth.Select((actual, row) =>
        (intervals.Highs[row] - intervals.Lows[row] + (2 / (1 - Share) * (Math.Max(0, intervals.Lows[row] - actual) + Math.Max(0, actual - intervals.Highs[row])))) / truth.Length).Sum();
}
