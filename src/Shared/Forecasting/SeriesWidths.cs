using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Forecasting;

/// <summary>
/// How wide the interval of each series is. Some series are harder to forecast than others, whatever their units: each
/// has the quantile of its own errors, drawn to that of all series the more, the fewer errors it has. How much wider
/// than that they must be is found on later errors than the quantiles (cross-conformal prediction; Vovk, Annals of
/// Mathematics and Artificial Intelligence 74, 2015).
/// </summary>
internal static class SeriesWidths
{
    /// <summary>Horizons of errors that count as much as all other series.</summary>
    private const double Usual = 1;

    /// <summary>Horizons at the end whose errors tell how well the quantiles of those before hold.</summary>
    private const int Late = 2;

    /// <summary>Series and horizons of late errors that count as much as the quantiles themselves.</summary>
    private const double FewDraws = 10;

    /// <summary>The width of all series, and how many times as wide each one is.</summary>
    /// <param name="ratios">Their size, relative to what is usual at their distance.</param>
    /// <param name="weights">Their weights.</param>
    /// <param name="horizon">Steps ahead that are learned.</param>
    /// <param name="share">Share of the true values to contain.</param>
    public static (double All, IReadOnlyDictionary<string, double> BySeries) Fit(
        ForecastErrors errors,
        double[] ratios,
        double[] weights,
        int horizon,
        double share
    )
    {
        int[] places = [.. Enumerable.Range(0, ratios.Length)];
        var (all, own) = Quantiles(places, errors, ratios, weights, horizon, share);
        var wider = Wider(places, errors, ratios, weights, horizon, share);
        return (
            all * wider,
            new SortedDictionary<string, double>(
                own.ToDictionary(entry => entry.Key, entry => all > 0 ? entry.Value / all : 1),
                StringComparer.Ordinal
            )
        );
    }

    /// <summary>How many times as wide as the quantiles of earlier errors the interval of late ones had to be.</summary>
    private static double Wider(int[] places, ForecastErrors errors, double[] ratios, double[] weights, int horizon, double share)
    {
        var (first, last) = (errors.Steps.Min(), errors.Steps.Max());
        var cut = Math.Max(first + ((last - first) / 2), last - (Late * horizon));
        var (early, late) = (
            Array.FindAll(places, place => errors.Steps[place] <= cut),
            Array.FindAll(places, place => errors.Steps[place] > cut)
        );
        if (early.Length == 0 || late.Length == 0)
        {
            return 1;
        }

        var (usual, before) = Quantiles(early, errors, ratios, weights, horizon, share);
        var found = WeightedQuantile.Of(
            Array.ConvertAll(late, place => ratios[place] / Math.Max(before.GetValueOrDefault(errors.Series[place], usual), 1e-12)),
            Array.ConvertAll(late, place => weights[place]),
            share
        );
        var draws = late.Select(place => (errors.Series[place], errors.Steps[place] / horizon)).Distinct().Count();
        return Mean(Math.Clamp(found, 1e-3, 1e3), 1, draws / (draws + FewDraws));
    }

    private static (double All, Dictionary<string, double> Own) Quantiles(
        int[] places,
        ForecastErrors errors,
        double[] ratios,
        double[] weights,
        int horizon,
        double share
    )
    {
        double Quantile(int[] among) =>
            WeightedQuantile.Of(Array.ConvertAll(among, place => ratios[place]), Array.ConvertAll(among, place => weights[place]), share);
        var all = Quantile(places);
        var own = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var series in places.GroupBy(place => errors.Series[place], StringComparer.Ordinal))
        {
            int[] among = [.. series];
            var horizons = among.Select(place => errors.Rows[place]).Distinct().Count() / (double)horizon;
            var trust = horizons / (horizons + Usual);
            own[series.Key] = Mean(Quantile(among), all, trust);
        }

        return (all, own);
    }

    /// <summary>The weighted geometric mean, because widths differ by factors.</summary>
    private static double Mean(double own, double all, double trust) =>
        own > 0 && all > 0 ? PortableMath.Exp((trust * PortableMath.Log(own)) + ((1 - trust) * PortableMath.Log(all))) : (1 - trust) * all;
}
