using System.Text;
using MLOpsFunctions.Data.Reading;

namespace MLOpsFunctions.Data.Schema;

/// <summary>
/// Reads dates and instants: a date as <see cref="DateText"/> reads it, then, after a blank or T, a time of day to the
/// second's ten-millionth, AM or PM, and Z, UTC, GMT or an offset. Without an offset they are UTC. 24:00 is the next
/// midnight.
/// </summary>
internal static class TimeParser
{
    /// <summary>Reads a date or instant.</summary>
    /// <param name="ticks">The instant, UTC.</param>
    /// <param name="order">Which number of a date with slashes is the day.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out long ticks, DayOrder order = DayOrder.Unknown)
    {
        var read = TryParse(text, order, out var time);
        ticks = time.Ticks;
        return read;
    }

    /// <summary>Reads a date or instant, and how it is written.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, DayOrder order, out ReadTime time)
    {
        time = default;
        var rest = text;
        if (!DateText.TryRead(ref rest, order, out var date, out var form))
        {
            return false;
        }

        if (rest.IsEmpty || (form == DateForm.Digits && rest.SequenceEqual(".0"u8)))
        {
            time = new(date, form, TimeZoneMark.None, 0);
            return true;
        }

        var digits = form == DateForm.Digits && char.IsAsciiDigit((char)rest[0]);
        if (!digits && rest[0] is not ((byte)' ' or (byte)'T' or (byte)','))
        {
            return false;
        }

        rest = digits ? rest : rest[1..].TrimStart((byte)' ');
        if (!(form == DateForm.Digits && TryDigitClock(ref rest, out var clock)) && !TryClock(ref rest, out clock))
        {
            return false;
        }

        if (!TryOffset(rest, out var offset, out var mark))
        {
            return false;
        }

        time = new(date + clock - offset, form, mark, offset);
        return time.Ticks >= 0 && time.Ticks <= DateTime.MaxValue.Ticks;
    }

    /// <summary>1530 and 153000, behind a date of digits alone.</summary>
    private static bool TryDigitClock(ref ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var digits = end < 0 ? text.Length : end;
        if (digits is not (4 or 6))
        {
            return false;
        }

        var (hour, minute, second) = (
            DateText.Number(text[..2]),
            DateText.Number(text[2..4]),
            digits == 6 ? DateText.Number(text[4..6]) : 0
        );
        ticks = (hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute) + (second * TimeSpan.TicksPerSecond);
        text = text[digits..];
        return hour <= 23 && minute <= 59 && second <= 59;
    }

    private static bool TryClock(ref ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        var colon = text.IndexOf((byte)':');
        if (
            colon is not (1 or 2)
            || text.Length < colon + 3
            || DateText.Number(text[..colon]) is not (>= 0 and <= 24 and var hour)
            || DateText.Number(text.Slice(colon + 1, 2)) is not (>= 0 and <= 59 and var minute)
        )
        {
            return false;
        }

        text = text[(colon + 3)..];
        if (!TrySecond(ref text, ref ticks) || !TryHalf(ref text, ref hour))
        {
            return false;
        }

        ticks += (hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute);
        return ticks <= TimeSpan.TicksPerDay;
    }

    private static bool TrySecond(ref ReadOnlySpan<byte> text, ref long ticks)
    {
        if (text.IsEmpty || text[0] != ':')
        {
            return true;
        }

        if (text.Length < 3 || DateText.Number(text[1..3]) is not (>= 0 and <= 59 and var second))
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

    private static bool TryOffset(ReadOnlySpan<byte> text, out long ticks, out TimeZoneMark mark)
    {
        (ticks, mark) = (0, TimeZoneMark.Local);
        text = text.TrimStart((byte)' ');
        if (text.IsEmpty)
        {
            return true;
        }

        mark = TimeZoneMark.Utc;
        if (text.SequenceEqual("Z"u8) || text.SequenceEqual("UTC"u8) || text.SequenceEqual("GMT"u8))
        {
            return true;
        }

        var minute = text.Length switch
        {
            6 when text[3] == ':' => DateText.Number(text[4..]),
            5 => DateText.Number(text[3..]),
            3 => 0,
            _ => -1,
        };
        if (
            text[0] is not ((byte)'+' or (byte)'-')
            || minute is < 0 or > 59
            || DateText.Number(text[1..3]) is not (>= 0 and <= 14 and var hour)
        )
        {
            return false;
        }

        ticks = ((hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute)) * (text[0] == '-' ? -1 : 1);
        mark = ticks == 0 ? TimeZoneMark.Utc : TimeZoneMark.Offset;
        return true;
    }
}

/// <summary>An instant as it was read.</summary>
/// <param name="Ticks">In UTC.</param>
/// <param name="Form">How its date is written.</param>
/// <param name="Zone">What its time of day says of the zone.</param>
/// <param name="Offset">Its offset from UTC, in ticks; 0 where it has none.</param>
internal readonly record struct ReadTime(long Ticks, DateForm Form, TimeZoneMark Zone, long Offset)
{
    /// <summary>What the clock on the wall showed.</summary>
    public long Written => Ticks + Offset;

    public bool IsMidnight => Written % TimeSpan.TicksPerDay == 0;
}

/// <summary>What a text says of the time zone.</summary>
internal enum TimeZoneMark
{
    /// <summary>It has no time of day.</summary>
    None,

    /// <summary>Nothing.</summary>
    Local,

    /// <summary>That it is UTC.</summary>
    Utc,

    /// <summary>An offset other than zero.</summary>
    Offset,
}
