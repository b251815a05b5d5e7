namespace MLOpsFunctions.Data;

/// <summary>
/// How the cells of a column are written, as its training file proved it. It travels with the dataset version and the
/// model version, and every later file and row is read by it. A member is null where the training file proved nothing
/// about it.
/// </summary>
public sealed record ColumnFormat
{
    /// <summary>The decimal mark of numbers: a point or a comma.</summary>
    public char? Decimal { get; init; }

    /// <summary>The mark between thousands: a point, a comma, an apostrophe or a blank.</summary>
    public char? Thousands { get; init; }

    /// <summary>The currency sign or code, such as CHF, that may stand beside a number, or the % that must.</summary>
    public string? Unit { get; init; }

    /// <summary>How negative numbers are written besides a minus in front: ( for (5), - for 5-.</summary>
    public char? Negative { get; init; }

    /// <summary>How the two answers are spelled, where the column holds truth values.</summary>
    public BooleanWords? Boolean { get; init; }

    /// <summary>Whether the day stands before the month in dates such as 03/04/2026.</summary>
    public bool? DayFirst { get; init; }

    /// <summary>The declared pattern of dates and times, as .NET writes custom formats; null: any form that is read without one.</summary>
    public string? Pattern { get; init; }

    /// <summary>
    /// Whether the cells are days without a time of day. A midnight, whatever its offset, is then the day that is
    /// written. Null: they are not, or the format was stored before this was kept.
    /// </summary>
    public bool? DateOnly { get; init; }

    /// <summary>Whether times of day carry an offset from UTC. False: they carry none and count as UTC.</summary>
    public bool? Offset { get; init; }

    /// <summary>The IANA name of the time zone whose offsets the times carry, where these change with daylight-saving time.</summary>
    public string? Zone { get; init; }

    /// <summary>Digits of each cell, where the texts are codes of digits that may begin with zeros: 5 for 02139.</summary>
    public int? Digits { get; init; }

    /// <summary>
    /// The marks of missing values besides the empty cell. Null: the format was stored before marks were kept, so no
    /// mark counts as new.
    /// </summary>
    public MissingMarks? Missing { get; init; }
}
