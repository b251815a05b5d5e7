namespace MLOpsFunctions.Experiments;

/// <summary>What a reader should know of a verdict on few rows.</summary>
internal static class FewRowsNotes
{
    /// <summary>The gates judge by all rows.</summary>
    /// <param name="rows">All rows that were answered.</param>
    /// <param name="test">Test rows among them.</param>
    public static string AllRowsJudge(int rows, int test) =>
        $"The gates judge by all {NumberFormat.Count(rows)} rows, because {NumberFormat.Count(test)} test "
        + $"rows alone decide nothing: {NumberFormat.Count(rows - test)} were answered in five parts, "
        + "each by a model that had not learned it. "
        + $"What a 95% interval of so few rows is worth: it holds the truth about {Coverage(rows)} times in "
        + "100, and the recipe was chosen on most of these rows, which flatters it a little.";

    /// <summary>The gates of a forecast judge by earlier stretches too.</summary>
    /// <param name="rows">All rows that were answered.</param>
    /// <param name="test">Test rows among them.</param>
    public static string EarlierStretchesJudge(int rows, int test) =>
        $"The gates judge by {NumberFormat.Count(rows)} rows, because {NumberFormat.Count(test)} test "
        + $"rows alone decide nothing: {NumberFormat.Count(rows - test)} lie in earlier stretches of a horizon, "
        + "each forecast from what had been learned before it. "
        + $"What a 95% interval of so few rows is worth: of rows that have nothing in common it holds the truth about {Coverage(rows)} "
        + "times in 100, and less often here, because neighbours in time err alike and the recipe was chosen on most of these rows.";

    /// <summary>The gates judge by the test rows, which are few.</summary>
    public static string FewTestRows(int test) =>
        $"The gates judge by {NumberFormat.Count(test)} test rows only: what they say of so few is largely chance.";

    /// <summary>
    /// How often the interval mean ± 1.96 standard errors, which a percentile bootstrap of a mean comes close to, holds
    /// the mean of normal values: Student's t with n - 1 degrees of freedom at 1.96 times the root of (n - 1) / n.
    /// </summary>
    private static int Coverage(int rows) =>
        rows switch
        {
            < 13 => 90,
            < 18 => 92,
            < 30 => 93,
            < 100 => 94,
            _ => 95,
        };
}
