using System.Globalization;

namespace MLOpsFunctions.Experiments;

/// <summary>What a reader of a run should know of how its model was fitted.</summary>
internal static class FitNotes
{
    /// <summary>Anomalies are measured against made-up rows.</summary>
    public const string MeasuredBySeparation =
        "No row is labelled, so the metric is separation: how well the model tells the rows held out "
        + "from as many made-up ones, spread evenly over the same ranges; 0.5 is chance, 1 all of them.";

    /// <summary>No candidate beat the baseline.</summary>
    /// <param name="counted">Trials that counted.</param>
    public static string BaselineIsBest(int counted) =>
        counted == 1
            ? "The one trial that counted is the simplest guess, the baseline."
            : $"Of {counted} trials that counted none was better than the simplest guess, the baseline.";

    /// <summary>What serves has learned more rows than what was judged.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="test">Test rows among them.</param>
    public static string Refitted(int rows, int test) =>
        $"The version has learned all {NumberFormat.Count(rows)} rows by the recipe that was judged; the "
        + $"figures are of the model that had not seen the {NumberFormat.Count(test)} test rows.";

    /// <summary>What learned more rows answers worse, and is not taken.</summary>
    /// <param name="metric">The metric that chooses.</param>
    /// <param name="value">Its value with the test rows learned.</param>
    /// <param name="before">Its value without.</param>
    public static string RefitDeclined(string metric, double value, double before) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The version is the judged model: learned with the test rows too, its recipe answers them worse ("
                + $"{metric} {value:G4}, {before:G4} before)."
        );
}
