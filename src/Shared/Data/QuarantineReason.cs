using System.Globalization;

namespace MLOpsFunctions.Data;

/// <summary>Rows that were set aside for one reason in one column.</summary>
/// <param name="Reason">What is wrong.</param>
/// <param name="Column">The column at fault; null where it is the whole row.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Line">The line of the file where the first of them starts.</param>
/// <param name="Found">What was found there, at most 200 characters; null where it may be private, or nothing was there.</param>
public sealed record QuarantineReason(string Reason, string? Column, long Rows, long Line, string? Found)
{
    private const int Shown = 40;

    /// <summary>E.g. <c>17 rows: not a number in column 'price', such as 'n.b.' on line 5</c>.</summary>
    public override string ToString()
    {
        var found =
            string.IsNullOrWhiteSpace(Found) ? null
            : Found.Trim() is var text && text.Length <= Shown ? text
            : text[..Shown] + "...";
        return string.Create(CultureInfo.InvariantCulture, $"{Rows:N0} {(Rows == 1 ? "row" : "rows")}: {Reason}")
            + (Column is null ? "" : $" in column '{Column}'")
            + (
                found is null
                    ? Rows == 1
                        ? ","
                        : ", first"
                    : $", such as '{found}'"
            )
            + string.Create(CultureInfo.InvariantCulture, $" on line {Line}");
    }
}
