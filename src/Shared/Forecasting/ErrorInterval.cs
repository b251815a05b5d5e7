using MLOpsFunctions.Data;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Forecasting;

/// <summary>
/// An interval from the model's own errors on rows that it had not learned from, by steps ahead: split conformal
/// prediction (Lei, G'Sell, Rinaldo, Tibshirani and Wasserman, Distribution-free predictive inference for regression,
/// Journal of the American Statistical Association 113, 2018). Errors are in units of their series and of the usual
/// error at their distance. Older errors have less weight, because series change (Barber, Candes, Ramdas and
/// Tibshirani, Conformal prediction beyond exchangeability, Annals of Statistics 51, 2023).
/// </summary>
/// <param name="Share">Share of the true values that it should contain, above 0 and below 1.</param>
/// <param name="Widths">The distance of each end from the answer, in units of the series, by steps ahead from 1 on; 0
/// or more, never falling.</param>
internal sealed record ErrorInterval(double Share, IReadOnlyList<double> Widths) : ForecastInterval(Share)
{
    /// <summary>
    /// The age, in horizons, at which an error has half its weight. Of 1, 2, 4, 8 and none, on some fifty series, this
    /// was nearer to the declared share than longer ones and cost a five-hundredth of the interval score; shorter ones
    /// cost more.
    /// </summary>
    private const double HalfLife = 4;

    private const double LogTwo = 0.6931471805599453;

    /// <summary>
    /// How many times as wide the interval of a series is, by its key; of one that is not named, once. Null in versions
    /// of before this was kept: all series alike.
    /// </summary>
    public IReadOnlyDictionary<string, double>? BySeries { get; init; }

    /// <summary>Makes the interval from errors of rows that were not learned from.</summary>
    /// <param name="errors">The errors. Those of unknown series are left out if there are others, because they say
    /// nothing of known ones.</param>
    /// <param name="horizon">Steps ahead that are learned.</param>
    /// <param name="share">Share of the true values to contain.</param>
    public static ErrorInterval Fit(ForecastErrors errors, int horizon, double share)
    {
        errors = errors.OfKnownSeries();
        var latest = errors.Steps.Max();
        var weights = Array.ConvertAll(
            errors.Steps,
            step => PortableMath.Exp(-LogTwo / HalfLife * Math.Min(((double)latest - step) / horizon, 1_000))
        );
        var usual = Usual(errors, weights, horizon);
        var ratios = errors
            .Values.Select((error, row) => usual[PlaceOf(errors.Ahead[row], horizon)] is var own and > 0 ? Math.Abs(error) / own : 0)
            .ToArray();
        if (errors.Series.Distinct(StringComparer.Ordinal).Take(2).Count() > 1)
        {
            var (wider, bySeries) = SeriesWidths.Fit(errors, ratios, weights, horizon, share);
            return new(share, Array.ConvertAll(usual, own => Math.Min(own * wider, 1e30))) { BySeries = bySeries };
        }

        var factor = WeightedQuantile.Of(ratios, weights, share) * Few(Draws(errors, weights, horizon), share);
        return new(share, Array.ConvertAll(usual, own => Math.Min(own * factor, 1e30)));
    }

    /// <inheritdoc/>
    protected override double Growth =>
        Widths.Count > 1 && Widths[(Widths.Count - 1) / 2] is var half and > 0
            ? Math.Clamp(PortableMath.Log(Widths[^1] / half) / PortableMath.Log((double)Widths.Count / ((Widths.Count + 1) / 2)), 0, 1)
            : base.Growth;

    /// <inheritdoc/>
    protected override (double[] Lows, double[] Highs) Near(
        SeriesPlan plan,
        DataFrame rows,
        SeriesScale scale,
        double[] answers,
        int threads
    )
    {
        var ahead = ((NumberColumn)rows.Find(MLOpsFunctions.Features.LagFeatureNames.Ahead(plan.Label))!).Values;
        var keys = BySeries is null ? null : SeriesHistory.Keys(rows, plan.Keys);
        double Wider(int row) => keys is null ? 1 : BySeries!.GetValueOrDefault(keys[row], 1);
        double[] Ends(int side) =>
            [
                .. answers.Select(
                    (answer, row) =>
                        Math.Clamp(
                            answer + (side * Widths[PlaceOf(ahead[row], Widths.Count)] * Wider(row) * scale.Scale[row]),
                            Math.Min(answer, scale.Least ?? double.MinValue),
                            double.MaxValue
                        )
                ),
            ];
        return (Ends(-1), Ends(1));
    }

    /// <summary>The index of a distance; an unknown one counts as the farthest.</summary>
    private static int PlaceOf(double ahead, int horizon) => double.IsNaN(ahead) ? horizon - 1 : (int)Math.Clamp(ahead, 1, horizon) - 1;

    /// <summary>
    /// The effective number of errors. Those of one row and of rows within a horizon are dependent, and unequal weights
    /// reduce the number (Kish, Survey Sampling, 1965: the square of the sum over the sum of squares).
    /// </summary>
    private static double Draws(ForecastErrors errors, double[] weights, int horizon)
    {
        var (sum, squares) = (weights.Sum(), weights.Sum(weight => weight * weight));
        return Math.Max(1, errors.Rows.Distinct().Count() / (double)horizon * (sum * sum / squares / weights.Length));
    }

    /// <summary>
    /// The factor by which an interval from few errors must be wider: Student's quantile over the normal one, to the
    /// first order in 1/n (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5).
    /// </summary>
    private static double Few(double draws, double share)
    {
        var normal = Normal((1 + share) / 2);
        return 1 + (((normal * normal) + 1) / (4 * draws));
    }

    /// <summary>The quantile of the standard normal distribution above a half, to 0.0005 (Abramowitz and Stegun, 26.2.23).</summary>
    private static double Normal(double share)
    {
        var t = Math.Sqrt(-2 * PortableMath.Log(1 - share));
        return t - ((2.515517 + (t * (0.802853 + (t * 0.010328)))) / (1 + (t * (1.432788 + (t * (0.189269 + (t * 0.001308)))))));
    }

    /// <summary>
    /// The mean error of each distance, made to rise with the distance: neighbours that do not rise are pooled (Ayer et
    /// al., Annals of Mathematical Statistics 26, 1955). A distance without errors has that of the one before.
    /// </summary>
    private static double[] Usual(ForecastErrors errors, double[] weights, int horizon)
    {
        var (sums, counts) = (new double[horizon], new double[horizon]);
        for (var row = 0; row < weights.Length; row++)
        {
            var place = PlaceOf(errors.Ahead[row], horizon);
            (sums[place], counts[place]) = (
                sums[place] + (weights[row] * Math.Min(Math.Abs(errors.Values[row]), 1e30)),
                counts[place] + weights[row]
            );
        }

        var pools = new List<(int Places, double Sum, double Count)>();
        for (var place = 0; place < horizon; place++)
        {
            var pool = (Places: 1, Sum: sums[place], Count: counts[place]);
            while (pools.Count > 0 && (pool.Count == 0 || pools[^1].Sum * pool.Count >= pool.Sum * pools[^1].Count))
            {
                pool = (pool.Places + pools[^1].Places, pool.Sum + pools[^1].Sum, pool.Count + pools[^1].Count);
                pools.RemoveAt(pools.Count - 1);
            }

            pools.Add(pool);
        }

        return [.. pools.SelectMany(pool => Enumerable.Repeat(pool.Count > 0 ? pool.Sum / pool.Count : 0, pool.Places))];
    }
}
