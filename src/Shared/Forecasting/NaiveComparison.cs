using MLOpsFunctions.Data;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Forecasting;

/// <summary>
/// Answers against the seasonal naive forecast, series by series. It repeats the value of one season before or, where
/// there is no season, the last one.
/// </summary>
/// <param name="Series">Series compared.</param>
/// <param name="Better">Series for which the answers' mean error is the lesser one: absolute or, of counts, squared.</param>
/// <param name="Worse">Series for which it is the greater one.</param>
/// <param name="Season">Steps of the season; 1: there is none.</param>
internal sealed record NaiveComparison(int Series, int Better, int Worse, int Season)
{
    /// <summary>The share of an error that may be rounding.</summary>
    private const double Rounding = 1e-9;

    /// <summary>Compares.</summary>
    /// <param name="plan">How the series run.</param>
    /// <param name="rows">The rows with what was known of their series.</param>
    /// <param name="answers">The answers, with what errors in them are measured in.</param>
    /// <param name="labels">The true values.</param>
    /// <returns>The comparison; null if there is only one series.</returns>
    public static NaiveComparison? Of(SeriesPlan plan, DataFrame rows, Predictions answers, double[] labels)
    {
        if (answers.Units is not { } units || units.Series.Distinct().Take(2).Count() < 2 || plan.ScaleOf(rows) is not { } scale)
        {
            return null;
        }

        var season = plan.Seasons.Count > 0 ? plan.Seasons[0] : 1;
        var column = season > 1 ? LagFeatureNames.Same(plan.Label, season) : LagFeatureNames.Last(plan.Label, 1);
        var past = ((NumberColumn)rows.Find(column)!).Values;
        var naive = scale.Restore(Array.ConvertAll(past, value => double.IsNaN(value) ? 0 : value));
        var (own, others) = (new double[units.Series.Max() + 1], new double[units.Series.Max() + 1]);
        for (var row = 0; row < labels.Length; row++)
        {
            own[units.Series[row]] += Error(answers.Values[row] - labels[row]);
            others[units.Series[row]] += Error(naive[row] - labels[row]);
        }

        return new(
            own.Length,
            own.Zip(others).Count(pair => pair.First < pair.Second * (1 - Rounding)),
            own.Zip(others).Count(pair => pair.First > pair.Second * (1 + Rounding)),
            season
        );

        // Of counts the mean is looked for, and by absolute errors nothing beats a naive 0.
        double Error(double apart) => plan.IsCount ? apart * apart : Math.Abs(apart);
    }
}
