using System.Globalization;
using static System.FormattableString;

namespace MLOpsFunctions.Features.Splitting;

/// <summary>The notes on splits.</summary>
internal static class SplitNotes
{
    /// <summary>Rows with texts that are near-copies of others.</summary>
    public static string NearCopies(int rows, string column) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The texts of {rows:N0} rows in column '{column}' are near-copies of earlier ones, with most "
                + $"words the same; near-copies stay on one side of the split."
        );

    /// <summary>A column has more distinct texts than are compared.</summary>
    public static string NearCopiesNotSought(string column, int texts, int most) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Column '{column}' has {texts:N0} different texts, more than the {most:N0} among which near-copies are looked for; "
                + $"near-copies may stand on both sides of the split."
        );

    /// <summary>Classes of which there are few rows.</summary>
    public static string RareClasses(int classes, string listed, int least) =>
        Invariant($"{(classes == 1 ? "A class has" : $"{classes:N0} classes have")} fewer than {least} rows: {listed}. ")
        + $"How well {(classes == 1 ? "it is" : "they are")} predicted can hardly be measured; the card shows the figures of each class.";
}
