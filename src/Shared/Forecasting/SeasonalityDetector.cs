using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Forecasting;

/// <summary>Finds the seasons of a series, and the usual horizon.</summary>
internal static class SeasonalityDetector
{
    /// <summary>Least autocorrelation at a lag that counts as a season.</summary>
    private const double LeastCorrelation = 0.3;

    /// <summary>
    /// The correlation must also be so many standard errors (Bartlett: one over the root of the number of values):
    /// among a hundred lags of noise the highest reaches three.
    /// </summary>
    private const double StandardErrors = 3.5;

    /// <summary>
    /// How far a season may differ from a whole number of steps, as a share of the season: a leap day in a year.
    /// </summary>
    private const double MostOff = 0.003;

    /// <summary>The first whole number that may be a year, if all numbers of the column are years.</summary>
    private const double FirstYear = 1500;

    /// <summary>Days of the shortest year that a step may be.</summary>
    private const double ShortYear = 360;

    /// <summary>The last whole number that may be a year.</summary>
    private const double LastYear = 2200;

    /// <summary>Values that are used to find a season of unknown length.</summary>
    private const int MostValues = 4_000;

    /// <summary>Seasons by calendar, the shortest first; a season must occur twice in the longest series.</summary>
    public static IReadOnlyList<int> Of(TimeGrid grid, SeriesHistory history)
    {
        var longest = history.Longest;
        int[] seasons = grid.Unit switch
        {
            StepUnit.Months => Whole(12 / grid.Length),
            StepUnit.Ticks => [.. Periods.Select(period => period.Ticks / grid.Length).Where(steps => steps <= 2_016).SelectMany(Whole)],
            _ => longest is null || StepsAreYears(grid, longest) ? [] : Repeats(longest),
        };
        return [.. seasons.Where(season => season >= 2 && 2 * season <= (longest?.Span ?? 0)).Distinct().Order()];
    }

    /// <summary>
    /// Whether a step is a year or more, in dates or in numbers that can only be years. Then there is no season, and a
    /// repetition is chance.
    /// </summary>
    /// <param name="grid">The steps.</param>
    /// <param name="longest">The longest series; null: there is none.</param>
    public static bool StepsAreYears(TimeGrid grid, SeriesValues? longest) =>
        grid.Unit switch
        {
            StepUnit.Months => grid.Length >= 12,
            StepUnit.Ticks => grid.Length >= ShortYear * TimeSpan.TicksPerDay,
            StepUnit.Numbers => grid.Length >= 1
                && grid.Length == Math.Floor(grid.Length)
                && grid.Origin == Math.Floor(grid.Origin)
                && grid.Origin >= FirstYear
                && grid.Origin + ((longest?.Steps[^1] ?? 0) * grid.Length) <= LastYear,
            _ => false,
        };

    /// <summary>
    /// The usual horizon by the length of a step, as in the M4 competition (Makridakis, Spiliotis and Assimakopoulos,
    /// The M4 Competition: 100,000 time series and 61 forecasting methods, International Journal of Forecasting 36,
    /// 2020): 6 years, 8 quarters, 18 months, 13 weeks, 14 days, 48 hours; otherwise 10.
    /// </summary>
    public static int Horizon(TimeGrid grid) =>
        grid.Unit switch
        {
            StepUnit.Months => grid.Length switch
            {
                < 3 => 18,
                < 12 => 8,
                _ => 6,
            },
            StepUnit.Ticks => (grid.Length / TimeSpan.TicksPerDay) switch
            {
                < 1 => 48,
                < 7 => 14,
                < 28 => 13,
                _ => 6,
            },
            _ => 10,
        };

    /// <summary>A season in steps; null if it is not a whole number of them, such as a day in steps of five hours.</summary>
    private static int[] Whole(double steps) => Math.Abs(steps - Math.Round(steps)) <= MostOff * steps ? [(int)Math.Round(steps)] : [];

    /// <summary>Days, weeks and years. A year is a whole number of weeks, so that it keeps the day of the week.</summary>
    private static readonly TimeSpan[] Periods =
    [
        TimeSpan.FromHours(1),
        TimeSpan.FromDays(1),
        TimeSpan.FromDays(7),
        TimeSpan.FromDays(364),
    ];

    /// <summary>
    /// The lag with the first highest peak in the autocorrelation of the longest series' changes, if there is one.
    /// </summary>
    private static int[] Repeats(SeriesValues series)
    {
        var values = series.Values.AsSpan(Math.Max(0, series.Values.Length - MostValues)).ToArray();
        if (Array.TrueForAll(values, value => value >= 1e-300))
        {
            // A growing series changes in proportion to its level; without this its latest changes would dominate.
            values = Array.ConvertAll(values, PortableMath.Log);
        }

        var changes = new double[Math.Max(0, values.Length - 1)];
        for (var i = 0; i < changes.Length; i++)
        {
            changes[i] = values[i + 1] - values[i];
        }

        var largest = changes.Length == 0 ? 0 : changes.Max(Math.Abs);
        if (!(largest > 0) || !double.IsFinite(largest))
        {
            return [];
        }

        // The trend is removed: it would make every lag look alike.
        var mean = changes.Sum(change => change / largest / changes.Length);
        changes = Array.ConvertAll(changes, change => (change / largest) - mean);
        var whole = changes.Sum(change => change * change);
        if (!(whole > 1e-20))
        {
            return [];
        }

        var (best, season) = (Math.Max(LeastCorrelation, StandardErrors / Math.Sqrt(changes.Length)), 0);
        for (var lag = 2; lag <= changes.Length / 3; lag++)
        {
            var sum = 0.0;
            for (var i = lag; i < changes.Length; i++)
            {
                sum += changes[i] * changes[i - lag];
            }

            if (sum / whole > best * 1.02)
            {
                (best, season) = (sum / whole, lag);
            }
        }

        return season > 0 ? [season] : [];
    }
}
