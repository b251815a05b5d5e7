using MLOpsFunctions.Data;
using MLOpsFunctions.Features;
using MLOpsFunctions.Forecasting;

namespace MLOpsFunctions.Experiments;

/// <summary>The points in time from which a forecast is measured, each with the rows before it and a stretch after it.</summary>
/// <param name="frame">All rows.</param>
/// <param name="split">Their sides.</param>
/// <param name="plan">How the series run.</param>
internal sealed class ForecastStretches(DataFrame frame, SplitRows split, SeriesPlan plan)
{
    /// <summary>Training rows up to which candidates are compared from several points in time; of more rows one says enough.</summary>
    private const int FewRows = 5_000;

    /// <summary>Points in time before the validation rows.</summary>
    private const int EarlierPoints = 3;

    /// <summary>
    /// Where candidates are compared, the latest first: the validation rows, and where rows are few, earlier points in
    /// time, a horizon apart. Before each of these lies half of the time at least, after it what came in two horizons.
    /// </summary>
    public IEnumerable<ForecastStretch> ToCompare =>
        split.Training.Length > FewRows
            ? [new(split.Training, split.Validation)]
            :
            [
                new(split.Training, split.Validation),
                .. Cut(split.Training, horizons: 2).Take(EarlierPoints).Where(stretch => stretch.IsUseful),
            ];

    /// <summary>
    /// Stretches of a horizon before the test rows, the earliest first, each with the rows that came before it: so many
    /// that with the test rows there are enough to judge by, or as many as half of the time leaves.
    /// </summary>
    public IReadOnlyList<ForecastStretch> ToJudge => field ??= [.. BeforeTest().Reverse()];

    private IEnumerable<ForecastStretch> BeforeTest()
    {
        var judged = split.Test.Length;
        foreach (var stretch in Cut(Known(), horizons: 1).TakeWhile(_ => judged < PreparedData.TooFewToJudge))
        {
            if (stretch.IsUseful)
            {
                judged += stretch.After.Length;
                yield return stretch;
            }
        }
    }

    /// <summary>Points in time, a horizon apart, from the end of some rows back to the middle of their time.</summary>
    /// <param name="rows">The rows that teach up to a point.</param>
    /// <param name="horizons">How long the stretches after it are.</param>
    private IEnumerable<ForecastStretch> Cut(int[] rows, int horizons)
    {
        var known = Known();
        var (steps, all) = (plan.StepsOf(frame, rows), plan.StepsOf(frame, known));
        var (first, last) = (steps.Where(step => step != TimeGrid.None).DefaultIfEmpty(0).Min(), steps.Max());
        for (var cut = last - plan.Horizon; cut >= first + ((last - first) / 2); cut -= plan.Horizon)
        {
            yield return new(
                [.. rows.Where((_, i) => steps[i] <= cut)],
                [.. known.Where((_, i) => all[i] > cut && all[i] <= cut + (horizons * plan.Horizon))]
            );
        }
    }

    /// <summary>All rows but the test's.</summary>
    private int[] Known()
    {
        int[] known = [.. split.Training, .. split.Validation];
        Array.Sort(known);
        return known;
    }
}

/// <summary>The rows before a point in time, and those of a while after it.</summary>
/// <param name="Before">What may be learned.</param>
/// <param name="After">What is forecast.</param>
internal sealed record ForecastStretch(int[] Before, int[] After)
{
    /// <summary>There is something to learn and something to forecast.</summary>
    public bool IsUseful => Before.Length > 1 && After.Length > 0;
}
