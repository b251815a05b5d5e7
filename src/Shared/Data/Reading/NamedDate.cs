using System.Buffers;
using System.Text;

namespace MLOpsFunctions.Data.Reading;

/// <summary>Reads dates whose month is written by its name (<see cref="MonthNames"/>).</summary>
internal static class NamedDate
{
    private static readonly SearchValues<byte> Letters = SearchValues.Create([
        .. "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8,
        .. Enumerable.Range(0x80, 0x80).Select(value => (byte)value),
    ]);
    private static readonly string[] Days =
    [
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];

    /// <summary>With the month's name: after the day, before it, before the year alone, or after the year.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> text, ref DateForm form, out int year, out int month, out int day)
    {
        (year, month, day) = (0, 0, 1);
        var rest = text;
        if (rest.IsEmpty || rest.Length > 64)
        {
            return false;
        }

        if (TakeMonth(ref rest, out month))
        {
            // Jan 2026 and Jan-26 name a month; Jan 1 2026 and Jan 1, 2026 a day.
            TakeMarks(ref rest);
            var two = rest;
            var isDay =
                TakeDigits(ref two, out day, out var digits)
                && digits <= 2
                && TakeMarks(ref two)
                && !two.IsEmpty
                && char.IsAsciiDigit((char)two[0])
                && !StartsClock(two);
            rest = isDay ? two : rest;
            day = isDay ? day : 1;
        }
        else if (TakeDigits(ref rest, out var first, out var digits) && TakeMarks(ref rest) && TakeMonth(ref rest, out month))
        {
            TakeMarks(ref rest);
            if (digits == 4)
            {
                year = first;
                day =
                    rest.IsEmpty ? 1
                    : TakeDigits(ref rest, out var last, out var length) && length <= 2 ? last
                    : 0;
                text = rest;
                return day > 0;
            }

            day = digits <= 2 ? first : 0;
        }
        else
        {
            return false;
        }

        var read = TakeYear(ref rest, ref form, out year);
        text = read ? rest : text;
        return read;
    }

    private static bool TakeYear(ref ReadOnlySpan<byte> text, ref DateForm form, out int year)
    {
        if (!TakeDigits(ref text, out year, out var digits) || digits is not (2 or 4))
        {
            return false;
        }

        form = digits == 2 ? DateForm.ShortYear : DateForm.Plain;
        year = digits == 2 ? DateText.LongYear(year) : year;
        return true;
    }

    /// <summary>Mon, 1 Jan 2026: the day of the week says nothing more.</summary>
    public static ReadOnlySpan<byte> SkipDayOfWeek(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAnyExcept(Letters);
        return
            end is > 2 and < 10
            && text[end] is (byte)',' or (byte)' '
            && Days.Contains(Encoding.ASCII.GetString(text[..end]).ToLowerInvariant())
            ? text[end..].TrimStart(", "u8)
            : text;
    }

    private static bool TakeMonth(ref ReadOnlySpan<byte> text, out int month)
    {
        var end = text.IndexOfAnyExcept(Letters);
        var length = end < 0 ? text.Length : end;
        month = length is 0 or > MonthNames.Longest ? 0 : MonthNames.NumberOf(Encoding.UTF8.GetString(text[..length]));
        text = month > 0 ? text[length..] : text;
        return month > 0;
    }

    private static bool TakeDigits(ref ReadOnlySpan<byte> text, out int number, out int digits)
    {
        var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = end < 0 ? text.Length : end;
        number = digits is > 0 and <= 4 ? DateText.Number(text[..digits]) : -1;
        text = number >= 0 ? text[digits..] : text;
        return number >= 0;
    }

    /// <summary>What may stand between the parts: one of - / . , perhaps with blanks, or the word "de" or "of".</summary>
    private static bool TakeMarks(ref ReadOnlySpan<byte> text)
    {
        var rest = text.TrimStart((byte)' ');
        rest = !rest.IsEmpty && rest[0] is (byte)'-' or (byte)'/' or (byte)'.' or (byte)',' ? rest[1..].TrimStart((byte)' ') : rest;
        var taken = rest.Length < text.Length;
        text = taken && (rest.StartsWith("de "u8) || rest.StartsWith("of "u8)) ? rest[3..].TrimStart((byte)' ') : rest;
        return taken;
    }

    private static bool StartsClock(ReadOnlySpan<byte> text) => text.Length > 2 && (text[1] == ':' || text[2] == ':');
}
