using System.Globalization;
using static System.FormattableString;

namespace MLOpsFunctions.Features.Splitting;

/// <summary>What a reader should know of how rows were held out, in words.</summary>
internal static class SplitNotes
{
    /// <summary>Rows with texts that are near-copies of others.</summary>
    public static string NearCopies(int rows, string column) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The texts of {rows:N0} rows in column '{column}' are near-copies of earlier ones, with most "
                + $"words the same; near-copies stay on one side of the split."
        );

    /// <summary>Classes of which there are few rows.</summary>
    public static string RareClasses(int classes, string listed, int least) =>
        Invariant($"{(classes == 1 ? "A class has" : $"{classes:N0} classes have")} fewer than {least} rows: {listed}. ")
        + $"How well {(classes == 1 ? "it is" : "they are")} predicted can hardly be measured; the card shows the figures of each class.";
}
