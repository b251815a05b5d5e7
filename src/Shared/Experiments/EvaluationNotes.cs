using System.Globalization;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Experiments;

/// <summary>What a reader of an evaluation's figures should know.</summary>
internal static class EvaluationNotes
{
    /// <summary>
    /// The metrics that have no value on these rows, such as an R2 of labels that are all the same: they are left out,
    /// not given as a number that is none.
    /// </summary>
    public static IReadOnlyList<string> Unmeasured(EvaluationReport report)
    {
        var names = report.Metrics.Where(metric => !double.IsFinite(metric.Value.Value)).Select(metric => metric.Key).ToList();
        return names.Count == 0
            ? []
            :
            [
                $"{string.Join(", ", names)} could not be measured on the {NumberFormat.Count(report.Rows)} test "
                    + $"rows, and {(names.Count == 1 ? "is" : "are")} left out.",
            ];
    }

    /// <summary>How well the interval of a forecast holds, on rows that nothing of it has seen.</summary>
    public static IReadOnlyList<string> IntervalHeld(ForecastInterval? interval, Predictions answers, double[] labels)
    {
        if (interval is null || answers is not { Lows: { } lows, Highs: { } highs } || labels.Length == 0)
        {
            return [];
        }

        var held = labels.Where((label, row) => label >= lows[row] && label <= highs[row]).Count();
        var width = highs.Zip(lows, (high, low) => (high - low) / labels.Length).Sum();
        return
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"The interval around each answer is to hold {interval.Share:0.##%} of the truths; of "
                    + $"{labels.Length:N0} test rows it held {held / (double)labels.Length:0.#%}, and was {width:G4} "
                    + $"wide on average."
            ),
        ];
    }

    /// <summary>The champion was judged on other data: the later model has learned later rows.</summary>
    /// <param name="champion">The champion's number.</param>
    public static string Aged(int champion) =>
        $"Version {champion} was compared as it was judged, before it learned the rows that were "
        + "held out then; the new version has learned from data that came later. A gain is that of its "
        + "recipe and of those rows together.";

    /// <summary>The champion's model of before the refit is damaged.</summary>
    /// <param name="champion">The champion's number.</param>
    /// <param name="damage">What is wrong with it.</param>
    public static string ComparedAsItServes(int champion, string damage) =>
        $"Version {champion} cannot be read as it was judged, and was compared as it serves, which favours "
        + $"it: it may have learned these rows. {damage}";

    /// <summary>The champion is damaged.</summary>
    /// <param name="champion">The champion's number.</param>
    /// <param name="damage">What is wrong with it.</param>
    public static string NotCompared(int champion, string damage) =>
        $"Version {champion}, which is to serve, cannot be read, and so nothing was compared with it: {damage}";

    /// <summary>The registry does not know the champion.</summary>
    /// <param name="champion">The champion's number.</param>
    /// <param name="model">The model's name.</param>
    public static string NotRegistered(int champion, string model) => $"Version {champion} of {model} is not registered.";
}
