namespace MLOpsFunctions.Data.Inference;

/// <summary>
/// Reads dates and instants that can be read one way only: ISO 8601 and its relatives with the year first, and days with points (31.12.2026); then, after a blank or T, a time of day
/// to the second's ten-millionth, and Z, UTC or an offset. Without an offset they are UTC. Dates with slashes and the year last are not read: 03/04 is April here and March there.
/// </summary>
internal static class Times
{
    public static bool TryParse(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        var rest = text;
        if (!TryDate(ref rest, out var date))
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

    private static bool TryDate(ref ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        int year, month, day;
        if (text.Length >= 10 && text[4] is (byte)'-' or (byte)'/' && text[7] == text[4])
        {
            (year, month, day) = (Digits(text[..4]), Digits(text[5..7]), Digits(text[8..10]));
            text = text[10..];
        }
        else if (!TryPointed(ref text, out year, out month, out day))
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
        if (text.Length < 5 || text[2] != ':' || Digits(text[..2]) is not (>= 0 and <= 23 and var hour) || Digits(text[3..5]) is not (>= 0 and <= 59 and var minute))
        {
            return false;
        }

        ticks = (hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute);
        text = text[5..];
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
