using System.Text;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Schema;

/// <summary>
/// Reads columns as dates and instants: by the format of the training file where that is known, else by what their own
/// cells prove.
/// </summary>
internal static class TimeTyping
{
    /// <summary>Fewest distinct numbers that are dates by their digits alone.</summary>
    private const int FewestDates = 4;

    /// <summary>Every distinct text of a column as an instant.</summary>
    /// <param name="text">The column.</param>
    /// <param name="format">What the training file proved or the definition declares, where there is one.</param>
    public static TypedCells Read(TextColumn text, ColumnFormat? format)
    {
        var levels = Array.ConvertAll(text.Levels, Encoding.UTF8.GetBytes);
        var evidence = DayEvidence.Of(text, levels);
        var order = format?.DayFirst is { } dayFirst
            ? dayFirst
                ? DayOrder.DayFirst
                : DayOrder.MonthFirst
            : evidence.Order;
        var times = new List<ReadTime>();
        var cells = Array.ConvertAll(levels, level => Read(level, order, format, times));
        var own = Own(order, times);
        cells = format is null && own.DateOnly == true ? Array.ConvertAll(levels, level => Read(level, order, own, null)) : cells;
        return format is null
            ? new(cells, own)
            : new(
                cells,
                format with
                {
                    DayFirst = format.DayFirst ?? own.DayFirst,
                    Offset = format.Offset ?? own.Offset,
                },
                Contradiction(text, cells, evidence, order, format)
            );
    }

    /// <summary>
    /// Whether texts that a number or a version may look like are dates: every one is, there are several, and nothing
    /// speaks for another order.
    /// </summary>
    public static bool AreCredible(TextColumn text, TypedCell[] cells)
    {
        var present = Enumerable.Range(0, cells.Length).Where(code => !cells[code].IsMissing).ToArray();
        if (!Array.Exists(present, code => cells[code].IsWeak))
        {
            return true;
        }

        var levels = Array.ConvertAll(present, code => Encoding.UTF8.GetBytes(text.Levels[code]));
        return present.Length >= FewestDates
            && Array.TrueForAll(present, code => cells[code].Fault is null && IsOfOurTime(cells[code].Ticks))
            && !DayEvidence.IsYearFirst(levels)
            && (!Array.Exists(levels, level => level.AsSpan().Contains((byte)'.')) || Array.Exists(levels, IsNoVersion));
    }

    /// <summary>What the times of a column prove. They are days where some are and no other has a time of day but midnight.</summary>
    private static ColumnFormat Own(DayOrder order, List<ReadTime> times)
    {
        var zones = times.Select(time => time.Zone).ToHashSet();
        var days = zones.Contains(TimeZoneMark.None) && times.TrueForAll(time => time.IsMidnight);
        bool? offset =
            days || !zones.Overlaps([TimeZoneMark.Offset, TimeZoneMark.Local]) ? null
            : !zones.Contains(TimeZoneMark.Offset) ? false
            : zones.Overlaps([TimeZoneMark.Local, TimeZoneMark.None]) ? null
            : true;
        var offsets = times.Where(time => time.Zone is TimeZoneMark.Offset or TimeZoneMark.Utc);
        return new()
        {
            DayFirst = order == DayOrder.Unknown ? null : order == DayOrder.DayFirst,
            DateOnly = days ? true : null,
            Offset = offset,
            Zone = offset == true ? TimeZoneFinder.Find([.. offsets.Select(time => (time.Ticks, time.Offset))]) : null,
        };
    }

    /// <summary>One text as an instant.</summary>
    public static TypedCell Read(ReadOnlySpan<byte> text, ColumnFormat? format)
    {
        var order = format?.DayFirst switch
        {
            true => DayOrder.DayFirst,
            false => DayOrder.MonthFirst,
            null => DayOrder.Unknown,
        };
        return Read(text, order, format, null);
    }

    /// <summary>
    /// A column of numbers as dates, where all of them are dates of 8 digits, or months of 6, and nothing else; null
    /// where they are not.
    /// </summary>
    public static TimeColumn? OfDigits(NumberColumn column)
    {
        var (ticks, distinct) = (new long[column.Length], new HashSet<double>());
        for (var row = 0; row < ticks.Length; row++)
        {
            ticks[row] = TimeColumn.Missing;
            if (column.IsMissing(row))
            {
                continue;
            }

            if (!TryDigits(column.Values[row], out ticks[row]))
            {
                return null;
            }

            _ = distinct.Count < FewestDates && distinct.Add(column.Values[row]);
        }

        return distinct.Count >= FewestDates ? new(column.Name, ticks) : null;
    }

    /// <summary>Whether a number is a date of 8 digits, such as 20261231.</summary>
    public static bool IsDayOfDigits(double value) => value is >= 10_000_000 and < 100_000_000 && TryDigits(value, out _);

    /// <summary>Whether numbers that are dates by their digits have none for a time of day.</summary>
    public static bool AreDays(NumberColumn column) => Array.TrueForAll(column.Values, value => double.IsNaN(value) || value < 100_000_000);

    private static bool TryDigits(double value, out long ticks)
    {
        ticks = 0;
        return value is >= 190_001 and <= 99_991_231_235_959
            && TimeParser.TryParse(Encoding.ASCII.GetBytes(CellWriter.Write(value)), out ticks)
            && IsOfOurTime(ticks);
    }

    /// <summary>Numbers that happen to look like dates lie anywhere; dates of digits in files lie here.</summary>
    private static bool IsOfOurTime(long ticks) => new DateTime(ticks).Year is >= 1900 and < 2100;

    /// <summary>No version has a part that begins with zero, and few have a first part beyond 12.</summary>
    private static bool IsNoVersion(byte[] level) =>
        level[0] == '0' || (DateText.TrySplit(level, out _, out var parts, out _) && parts.First > 12);

    private static TypedCell Read(ReadOnlySpan<byte> text, DayOrder order, ColumnFormat? format, List<ReadTime>? times)
    {
        if (MissingMarkers.IsMissing(text))
        {
            return new(true, null);
        }

        if (format?.Pattern is { } pattern && TimePattern.TryParse(text, pattern, out var ticks))
        {
            return new(false, null) { Ticks = ticks };
        }

        if (format?.Pattern is not null || !TimeParser.TryParse(text, order, out var time))
        {
            return new(
                false,
                format is { Pattern: null, DayFirst: not null } && TimeParser.TryParse(text, Other(order), out _)
                    ? RowFaults.OtherTime
                    : RowFaults.NotATime
            );
        }

        times?.Add(time);
        return IsOther(time, format)
            ? new(false, RowFaults.OtherTime)
            : new(false, null) { Ticks = format?.DateOnly == true ? time.Written : time.Ticks, IsWeak = time.Form != DateForm.Plain };
    }

    /// <summary>Whether a time says more or less than those of the training file, so that its instant would be a guess.</summary>
    private static bool IsOther(ReadTime time, ColumnFormat? format) =>
        (format?.Offset, time.Zone) is (true, TimeZoneMark.Local or TimeZoneMark.None) or (false, TimeZoneMark.Offset)
        || (format?.DateOnly == true && !time.IsMidnight);

    private static FormatContradiction? Contradiction(
        TextColumn text,
        TypedCell[] cells,
        DayEvidence evidence,
        DayOrder order,
        ColumnFormat format
    )
    {
        var (present, against, example) = (0L, 0L, "");
        foreach (var code in text.Codes)
        {
            if (code >= 0 && !cells[code].IsMissing)
            {
                present++;
                (against, example) =
                    cells[code].Fault != RowFaults.OtherTime
                        ? (against, example)
                        : (against + 1, against == 0 ? text.Levels[code] : example);
            }
        }

        var proofs = order == DayOrder.DayFirst ? evidence.DayFirst : evidence.MonthFirst;
        return FormatContradiction.Outweighs(against, proofs, evidence.Doubtful, present)
            ? new(example, against, format, ColumnType.Time)
            : null;
    }

    private static DayOrder Other(DayOrder order) => order == DayOrder.DayFirst ? DayOrder.MonthFirst : DayOrder.DayFirst;
}
