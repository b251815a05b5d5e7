using System.Buffers;
using System.Text;

namespace MLOpsFunctions.Data.Inference;

/// <summary>
/// Reads dates and instants: ISO 8601 and its relatives with the year first, months and quarters (2026-01, 2026Q1), days with points (31.12.2026), months by their English names (31-Dec-2026, Dec 31, 2026); then, after a blank or T,
/// a time of day to the second's ten-millionth, AM or PM, and Z, UTC or an offset. Without an offset they are UTC. Dates such as 03/04/2026 and 03-04-2026 are read only where it is known
/// which number is the day.
/// </summary>
internal static class Times
{
    private static readonly SearchValues<byte> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] LongMonths =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    /// <summary>Reads a date or instant.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ticks">The instant, UTC.</param>
    /// <param name="order">Which number of a slashed date is the day.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out long ticks, DayOrder order = DayOrder.Unknown)
    {
        ticks = 0;
        var rest = text;
        if (!TryDate(ref rest, order, out var date))
        {
            return false;
        }

        if (rest.IsEmpty)
        {
            ticks = date;
            return true;
        }

        if (rest[0] is not ((byte)' ' or (byte)'T'))
        {
            return false;
        }

        rest = rest[1..];
        if (!TryClock(ref rest, out var clock) || !TryOffset(rest, out var offset))
        {
            return false;
        }

        ticks = date + clock - offset;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks;
    }

    /// <summary>Takes a date such as 03/04/2026 or 3-4-2026 apart.</summary>
    /// <param name="text">The text.</param>
    /// <param name="first">Its first number, of one or two digits.</param>
    /// <param name="second">Its second.</param>
    /// <param name="year">Its third, of four digits.</param>
    /// <param name="length">Bytes of the date.</param>
    public static bool TrySlashed(ReadOnlySpan<byte> text, out int first, out int second, out int year, out int length)
    {
        (first, second, year, length) = (-1, -1, -1, 0);
        var at = text.IndexOfAny((byte)'/', (byte)'-');
        var next = at is 1 or 2 ? text[(at + 1)..].IndexOf(text[at]) : -1;
        if (next is not (1 or 2) || text.Length < at + next + 6)
        {
            return false;
        }

        (first, second, year, length) = (Digits(text[..at]), Digits(text.Slice(at + 1, next)), Digits(text.Slice(at + next + 2, 4)), at + next + 6);
        return first > 0 && second > 0 && year > 0;
    }

    private static bool TryDate(ref ReadOnlySpan<byte> text, DayOrder order, out long ticks)
    {
        ticks = 0;
        int year, month, day;
        if (text.Length >= 10 && text[4] is (byte)'-' or (byte)'/' && text[7] == text[4])
        {
            (year, month, day) = (Digits(text[..4]), Digits(text[5..7]), Digits(text[8..10]));
            text = text[10..];
        }
        else if (order != DayOrder.Unknown && TrySlashed(text, out var first, out var second, out year, out var length))
        {
            (day, month) = order == DayOrder.DayFirst ? (first, second) : (second, first);
            text = text[length..];
        }
        else if (TryMonth(text, out year, out month))
        {
            day = 1;
            text = [];
        }
        else if (!TryPointed(ref text, out year, out month, out day) && !TryNamed(ref text, out year, out month, out day))
        {
            return false;
        }

        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        ticks = new DateTime(year, month, day).Ticks;
        return true;
    }

    /// <summary>A month or a quarter, as its first day: 2026-01, 2026/01, 2026Q1, 2026-Q1. Years of four digits from 1600 on, because numbers of parts and versions look alike.</summary>
    private static bool TryMonth(ReadOnlySpan<byte> text, out int year, out int month)
    {
        (year, month) = (0, 0);
        if (text.Length is not (6 or 7) || Digits(text[..4]) is not (>= 1600 and <= 2400))
        {
            return false;
        }

        year = Digits(text[..4]);
        var mark = text[4] is (byte)'-' or (byte)'/' or (byte)' ';
        month = text[^2] is (byte)'Q' or (byte)'q' && text[^1] is >= (byte)'1' and <= (byte)'4' && (text.Length == 6 || mark) ? ((text[^1] - '1') * 3) + 1
            : text.Length == 7 && text[4] is (byte)'-' or (byte)'/' ? Digits(text[5..]) : 0;
        return month is >= 1 and <= 12;
    }

    /// <summary>A day, a month's name and a year, or the month first: 31-Dec-2026, 31 December 2026, Dec 31, 2026.</summary>
    private static bool TryNamed(ref ReadOnlySpan<byte> text, out int year, out int month, out int day)
    {
        (year, month, day) = (0, 0, 0);
        var rest = text;
        if (rest.IsEmpty || rest.Length > 64)
        {
            return false;
        }

        var monthFirst = char.IsAsciiLetter((char)rest[0]);
        if (monthFirst ? !(TakeMonth(ref rest, out month) && TakeMark(ref rest, " ") && TakeDigits(ref rest, 2, out day) && TakeMark(ref rest, ","))
            : !(TakeDigits(ref rest, 2, out day) && TakeMark(ref rest, "- /") && TakeMonth(ref rest, out month) && TakeMark(ref rest, "- /")))
        {
            return false;
        }

        rest = monthFirst ? rest.TrimStart((byte)' ') : rest;
        if (rest.Length < 4)
        {
            return false;
        }

        year = Digits(rest[..4]);
        text = rest[4..];
        return true;
    }

    private static bool TakeMonth(ref ReadOnlySpan<byte> text, out int month)
    {
        var end = text.IndexOfAnyExcept(Letters);
        var name = Encoding.ASCII.GetString(text[..(end < 0 ? text.Length : end)]).ToLowerInvariant();
        month = Math.Max(Array.IndexOf(Months, name), Array.IndexOf(LongMonths, name)) + 1;
        text = text[name.Length..];
        return month > 0;
    }

    private static bool TakeDigits(ref ReadOnlySpan<byte> text, int most, out int number)
    {
        var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var length = Math.Min(end < 0 ? text.Length : end, most);
        number = Digits(text[..length]);
        text = text[length..];
        return length > 0;
    }

    private static bool TakeMark(ref ReadOnlySpan<byte> text, string marks)
    {
        var there = !text.IsEmpty && marks.Contains((char)text[0]);
        text = there ? text[1..] : text;
        return there;
    }

    private static bool TryPointed(ref ReadOnlySpan<byte> text, out int year, out int month, out int day)
    {
        (year, month, day) = (0, 0, 0);
        var first = text.IndexOf((byte)'.');
        if (first is not (1 or 2))
        {
            return false;
        }

        var second = text[(first + 1)..].IndexOf((byte)'.');
        var from = first + second + 2;
        if (second is not (1 or 2) || text.Length < from + 4)
        {
            return false;
        }

        (day, month, year) = (Digits(text[..first]), Digits(text.Slice(first + 1, second)), Digits(text.Slice(from, 4)));
        text = text[(from + 4)..];
        return true;
    }

    private static bool TryClock(ref ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        var colon = text.IndexOf((byte)':');
        if (colon is not (1 or 2) || text.Length < colon + 3 || Digits(text[..colon]) is not (>= 0 and <= 23 and var hour) || Digits(text.Slice(colon + 1, 2)) is not (>= 0 and <= 59 and var minute))
        {
            return false;
        }

        text = text[(colon + 3)..];
        if (!TrySecond(ref text, ref ticks) || !TryHalf(ref text, ref hour))
        {
            return false;
        }

        ticks += (hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute);
        return true;
    }

    private static bool TrySecond(ref ReadOnlySpan<byte> text, ref long ticks)
    {
        if (text.IsEmpty || text[0] != ':')
        {
            return true;
        }

        if (text.Length < 3 || Digits(text[1..3]) is not (>= 0 and <= 59 and var second))
        {
            return false;
        }

        ticks += second * TimeSpan.TicksPerSecond;
        text = text[3..];
        return text.IsEmpty || text[0] != '.' || TryFraction(ref text, ref ticks);
    }

    /// <summary>AM and PM: 12 AM is midnight, 12 PM is noon.</summary>
    private static bool TryHalf(ref ReadOnlySpan<byte> text, ref int hour)
    {
        var rest = text.TrimStart((byte)' ');
        var afternoon = rest.Length == 2 && Ascii.EqualsIgnoreCase(rest, "pm"u8);
        if (!afternoon && !(rest.Length == 2 && Ascii.EqualsIgnoreCase(rest, "am"u8)))
        {
            return true;
        }

        var told = hour is >= 1 and <= 12;
        hour = (hour % 12) + (afternoon ? 12 : 0);
        text = [];
        return told;
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> text, ref long ticks)
    {
        var (at, unit) = (1, TimeSpan.TicksPerSecond / 10);
        for (; at < text.Length && char.IsAsciiDigit((char)text[at]); at++, unit /= 10)
        {
            // Digits beyond the ten-millionth are cut.
            ticks += (text[at] - '0') * unit;
        }

        text = text[at..];
        return at > 1;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        text = text.TrimStart((byte)' ');
        if (text.IsEmpty || text.SequenceEqual("Z"u8) || text.SequenceEqual("UTC"u8))
        {
            return true;
        }

        var minute = text.Length switch { 6 when text[3] == ':' => Digits(text[4..]), 5 => Digits(text[3..]), 3 => 0, _ => -1 };
        if (text[0] is not ((byte)'+' or (byte)'-') || minute is < 0 or > 59 || Digits(text[1..3]) is not (>= 0 and <= 14 and var hour))
        {
            return false;
        }

        ticks = ((hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute)) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    /// <summary>The number that the digits write, or -1 where one is none.</summary>
    private static int Digits(ReadOnlySpan<byte> text)
    {
        var value = 0;
        foreach (var character in text)
        {
            if (!char.IsAsciiDigit((char)character))
            {
                return -1;
            }

            value = (value * 10) + (character - '0');
        }

        return value;
    }
}
