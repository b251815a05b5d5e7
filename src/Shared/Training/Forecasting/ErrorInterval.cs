using MLOpsFunctions.Data;
using MLOpsFunctions.Features;
using MLOpsFunctions.Features.Series;

namespace MLOpsFunctions.Training.Forecasting;

/// <summary>
/// As far to both sides of the answer as the model's own answers were off, so many steps ahead, on rows that it had not learned from: split conformal prediction (Lei, G'Sell, Rinaldo, Tibshirani and
/// Wasserman, Distribution-free predictive inference for regression, Journal of the American Statistical Association 113, 2018) on errors in units of their series and of what is usual at their
/// distance. One number for all errors together and one for each distance is as much as a few dozen of them tell.
/// </summary>
/// <param name="Share">Share of the truths that it is to hold, above 0 and below 1.</param>
/// <param name="Widths">How far each end lies from the answer, in units of the series, by steps ahead from 1 on; 0 or more.</param>
internal sealed record ErrorInterval(double Share, IReadOnlyList<double> Widths) : ForecastInterval(Share)
{
    /// <summary>From errors of rows that were not learned from.</summary>
    /// <param name="errors">By how much each was off, in units of its series.</param>
    /// <param name="ahead">How many steps ahead each lay, 1 or more; not a number: nothing was known of its series, which says nothing of those that are, and is left out where there are others.</param>
    /// <param name="stretches">Stretches of series that they are of, each forecast at once, 1 or more: errors of one stretch have much in common.</param>
    /// <param name="horizon">Steps ahead that are learned.</param>
    /// <param name="share">Share of the truths to hold.</param>
    public static ErrorInterval Fit(double[] errors, double[] ahead, int stretches, int horizon, double share)
    {
        if (ahead.Any(double.IsNaN) && !ahead.All(double.IsNaN))
        {
            (errors, ahead) = ([.. errors.Where((_, row) => !double.IsNaN(ahead[row]))], [.. ahead.Where(steps => !double.IsNaN(steps))]);
        }

        var usual = Usual(errors, ahead, horizon);
        var ratios = errors.Select((error, row) => usual[PlaceOf(ahead[row], horizon)] is var own and > 0 ? Math.Abs(error) / own : 0).Order().ToArray();
        var place = Math.Min(ratios.Length, (int)Math.Ceiling((ratios.Length + 1) * share)) - 1;
        return new(share, Array.ConvertAll(usual, own => Math.Min(own * ratios[place] * Few(stretches, share), 1e30)));
    }

    /// <inheritdoc/>
    public override (double[] Lows, double[] Highs) Around(SeriesPlan plan, DataFrame rows, SeriesScale scale, double[] answers, int threads)
    {
        var ahead = ((NumberColumn)rows.Find(SeriesNames.Ahead(plan.Label))!).Values;
        double[] Ends(int side) => [.. answers.Select((answer, row) =>
            Math.Clamp(answer + (side * Widths[PlaceOf(ahead[row], Widths.Count)] * scale.Scale[row]), Math.Min(answer, scale.Least ?? double.MinValue), double.MaxValue))];
        return (Ends(-1), Ends(1));
    }

    /// <summary>
    /// By how much wider what was found out from a few draws has to be: Student's quantile over the normal one, to the first order in 1/n (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5).
    /// </summary>
    private static double Few(int draws, double share)
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

    /// <summary>The place of a distance; one that is not known is taken for the farthest.</summary>
    private static int PlaceOf(double ahead, int horizon) => double.IsNaN(ahead) ? horizon - 1 : (int)Math.Clamp(ahead, 1, horizon) - 1;

    /// <summary>The mean error of each distance, made to rise with it: neighbours that do not are pooled (Ayer et al., Annals of Mathematical Statistics 26, 1955). Of a distance without errors, that of the one before.</summary>
    private static double[] Usual(double[] errors, double[] ahead, int horizon)
    {
        var (sums, counts) = (new double[horizon], new int[horizon]);
        for (var row = 0; row < errors.Length; row++)
        {
            var place = PlaceOf(ahead[row], horizon);
            (sums[place], counts[place]) = (sums[place] + Math.Min(Math.Abs(errors[row]), 1e30), counts[place] + 1);
        }

        var pools = new List<(int Places, double Sum, int Count)>();
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
