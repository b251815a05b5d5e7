namespace MLOpsFunctions.Forecasting;

/// <summary>
/// Exponential smoothing with a damped trend and a season (Holt 1957, Winters 1960; damped as in Gardner and McKenzie,
/// Forecasting trends in time series, Management Science 31, 1985). It is hard to beat on short series (Makridakis and
/// Hibon, The M3-Competition, International Journal of Forecasting 16, 2000). It uses the last steps only, so the end
/// of a history gives the same result as the whole history. Steps without a value keep the state. Immutable.
/// </summary>
/// <param name="Season">Steps after which the season repeats itself; 1: there is no season.</param>
/// <param name="IsMultiplied">Whether the season multiplies the level; otherwise it is added.</param>
/// <param name="Level">The share of an error by which the level moves, above 0, at most 1.</param>
/// <param name="Trend">The share of the level's move by which the trend moves, 0 to 1; 0: there is no trend.</param>
/// <param name="Damping">The share of the trend that remains after each step, above 0, at most 1.</param>
/// <param name="Seasonal">The share of a season's error by which the season moves, 0 to 1.</param>
/// <param name="IsTheta">Whether the trend is half of the straight line through the steps that are used: the Theta
/// method (Assimakopoulos and Nikolopoulos, The theta model, International Journal of Forecasting 16, 2000; as smoothing
/// with a drift by Hyndman and Billah, Unmasking the Theta method, International Journal of Forecasting 19, 2003).</param>
public sealed record ExponentialSmoothing(
    int Season,
    bool IsMultiplied,
    double Level,
    double Trend,
    double Damping,
    double Seasonal,
    bool IsTheta = false
)
{
    /// <summary>Longest season: the steps that are used contain too few of longer ones.</summary>
    internal const int MaxSeason = 200;

    private const int LeastWindow = 100;

    /// <summary>Seasons that are used.</summary>
    private const int SeasonsInWindow = 8;

    /// <summary>Seasons that give the first state.</summary>
    private const int FirstSeasons = 3;

    /// <summary>Steps that give the first trend, if there is no season.</summary>
    private const int FirstSteps = 10;

    /// <summary>The least season to divide by.</summary>
    private const double LeastFactor = 1e-3;

    /// <summary>Steps that are used, from the end.</summary>
    internal int Window => Math.Max(LeastWindow, SeasonsInWindow * Season);

    internal bool IsValid =>
        Season is >= 1 and <= MaxSeason
        && Level is > 0 and <= 1
        && Trend is >= 0 and <= 1
        && Damping is > 0 and <= 1
        && Seasonal is >= 0 and <= 1
        && (!IsTheta || (Trend == 0 && Damping == 1));

    /// <summary>The smoothed series from one step after the origin on.</summary>
    /// <param name="known">The number of its first values that are known, 1 or more.</param>
    /// <param name="origin">The last step of which anything may be known.</param>
    /// <param name="farthest">Steps ahead up to which the trend goes on.</param>
    internal SmoothingState From(SeriesValues series, int known, long origin, int farthest)
    {
        var first = Math.Max(series.Steps[0], origin - Window + 1);
        var from = series.KnownAt(first - 1);
        var state = Begin(series, from, known, first, origin);
        for (var (step, i) = (first, from); step <= origin; step++)
        {
            state.Advance();
            if (i < known && series.Steps[i] == step)
            {
                state.Learn(step, series.Values[i++]);
            }
        }

        return state with
        {
            Farthest = farthest,
        };
    }

    /// <summary>The level of the first seasons, and the differences within them.</summary>
    private SmoothingState Begin(SeriesValues series, int from, int known, long first, long origin)
    {
        var seasons = Season > 1 ? (int)Math.Min(FirstSeasons, (origin - first + 1) / Season) : 0;
        var length = seasons > 1 ? Season : FirstSteps / 2;
        var (means, counts) = (new double[Math.Max(2, seasons)], new int[Math.Max(2, seasons)]);
        for (var i = from; i < known && series.Steps[i] - first < (long)length * means.Length; i++)
        {
            var place = (int)((series.Steps[i] - first) / length);
            (means[place], counts[place]) = (means[place] + series.Values[i], counts[place] + 1);
        }

        for (var i = 0; i < means.Length; i++)
        {
            means[i] =
                counts[i] > 0 ? means[i] / counts[i]
                : i > 0 ? means[i - 1]
                : 0;
        }

        var trend = counts[0] > 0 && counts[1] > 0 ? (means[1] - means[0]) / length : 0;
        var state = new SmoothingState(this, new double[Season])
        {
            Level = means[0] - (trend * (length + 1) / 2),
            Trend =
                IsTheta ? Slope(series, from, known, first) / 2
                : Trend > 0 ? trend
                : 0,
        };
        Array.Fill(state.Factors, IsMultiplied ? 1 : 0);
        if (seasons > 1)
        {
            Differ(state, series, from, known, first, means);
        }

        return state;
    }

    /// <summary>The slope a step of the straight line with the least squared distance from the values.</summary>
    private static double Slope(SeriesValues series, int from, int known, long first)
    {
        var (count, step, value) = (known - from, 0.0, 0.0);
        for (var i = from; i < known; i++)
        {
            (step, value) = (step + ((double)(series.Steps[i] - first) / count), value + (series.Values[i] / count));
        }

        var (both, own) = (0.0, 0.0);
        for (var i = from; i < known; i++)
        {
            var apart = series.Steps[i] - first - step;
            (both, own) = (both + (apart * (series.Values[i] - value)), own + (apart * apart));
        }

        return own > 0 ? both / own : 0;
    }

    private void Differ(SmoothingState state, SeriesValues series, int from, int known, long first, double[] means)
    {
        var (sums, counts) = (new double[Season], new int[Season]);
        for (var i = from; i < known && series.Steps[i] - first < (long)Season * means.Length; i++)
        {
            var (mean, place) = (means[(series.Steps[i] - first) / Season], state.PlaceOf(series.Steps[i]));
            sums[place] += IsMultiplied ? (Math.Abs(mean) > 0 ? series.Values[i] / mean : 1) : series.Values[i] - mean;
            counts[place]++;
        }

        for (var place = 0; place < Season; place++)
        {
            state.Factors[place] = counts[place] > 0 ? sums[place] / counts[place] : state.Factors[place];
        }
    }

    /// <summary>A number that is safe to divide by.</summary>
    internal static double Divisor(double factor) => Math.Max(LeastFactor, factor);
}
