using System.Globalization;

namespace MLOpsFunctions.Data.Reading;

/// <summary>
/// A number as people write it, taken apart but not yet understood: <c>-€ 1.234,50</c> is a sign, a unit, and digits
/// between marks of which either may be the decimal one.
/// </summary>
/// <param name="Sign">-1 or 1.</param>
/// <param name="IsTypographic">The sign is the typographic minus, U+2212.</param>
/// <param name="Unit">A currency sign or code or %, and empty where there is none.</param>
/// <param name="Body">Digits and what stands between them.</param>
internal readonly record struct NumberLiteral(int Sign, bool IsTypographic, string Unit, string Body)
{
    /// <summary>How a negative number is written without a minus in front: ( for (5), - for 5-; NUL where it is not.</summary>
    public char Negative { get; init; }

    /// <summary>The power of ten behind the digits, as in 1,62E+05; null where there is none.</summary>
    public int? Exponent { get; init; }

    /// <summary>Longer cells are no numbers that anybody wrote.</summary>
    public const int MaxLength = 40;

    private const string Blanks = " \t\u00a0\u202f\u2009";
    private const string GroupMarks = ",.'\u2019 \u00a0\u202f\u2009";

    /// <summary>Takes a text apart; null where it cannot be a number.</summary>
    public static NumberLiteral? Read(string text)
    {
        var rest = text.AsSpan().Trim(Blanks);
        if (rest.Length is 0 or > MaxLength || !rest.ContainsAnyInRange('0', '9'))
        {
            return null;
        }

        var (sign, unit, negative, code) = ('\0', '\0', '\0', CurrencyCodes.Take(ref rest));
        if (!rest.IsEmpty && WithoutParentheses(rest) is { } bare)
        {
            rest = bare.AsSpan().Trim(Blanks);
            (sign, negative) = ('-', '(');
            code ??= CurrencyCodes.Take(ref rest);
        }

        if (rest.IsEmpty)
        {
            return null;
        }

        for (; !char.IsAsciiDigit(rest[0]); rest = rest[1..])
        {
            var known =
                rest[0] is '-' or '+' or '\u2212' ? Take(ref sign, rest[0])
                : IsCurrency(rest[0]) ? Take(ref unit, rest[0])
                : Blanks.Contains(rest[0]);
            if (!known)
            {
                return null;
            }
        }

        for (; !char.IsAsciiDigit(rest[^1]); rest = rest[..^1])
        {
            if (negative == '\0' && rest[^1] is '-' or '\u2212' && Take(ref sign, rest[^1]))
            {
                negative = '-';
                continue;
            }

            if (!(rest[^1] == '%' || IsCurrency(rest[^1]) ? Take(ref unit, rest[^1]) : Blanks.Contains(rest[^1])))
            {
                return null;
            }
        }

        var exponent = TakeExponent(ref rest);
        if (code is not null && unit != '\0')
        {
            return null;
        }

        foreach (var c in rest)
        {
            if (!char.IsAsciiDigit(c) && !GroupMarks.Contains(c))
            {
                return null;
            }
        }

        return new(sign is '-' or '\u2212' ? -1 : 1, sign == '\u2212', code ?? (unit == '\0' ? "" : unit.ToString()), rest.ToString())
        {
            Negative = negative,
            Exponent = exponent,
        };
    }

    /// <summary>Whether only this mark can be the decimal one: it occurs once, and what stands around it cannot be thousands.</summary>
    public bool Proves(char mark) =>
        Body.IndexOf(mark) is >= 0 and var at
        && at == Body.LastIndexOf(mark)
        && TryValue(mark, out _, out _)
        && (Exponent is not null || Body.Length - at - 1 != 3 || at > 3 || Body[0] == '0');

    /// <summary>Whether only this mark can be the one between thousands: it occurs twice, or once before a decimal mark.</summary>
    public bool ProvesThousands(char mark) =>
        mark is ',' or '.' ? ProvesThousands(mark, mark == ',' ? '.' : ',') : ProvesThousands(mark, '.') || ProvesThousands(mark, ',');

    /// <summary>Whether this mark may be the decimal one or stand between thousands, as in 1,234.</summary>
    public bool IsDoubtful(char mark) =>
        Body.Contains(mark)
        && !Proves(mark)
        && !ProvesThousands(mark)
        && !ProvesThousands(mark == ',' ? '.' : ',')
        && TryValue(mark, out _, out _);

    private bool ProvesThousands(char mark, char point) =>
        Body.Contains(mark) && TryValue(point, out _, out var groups) && groups == mark && (Body.Count(mark) > 1 || Body.Contains(point));

    /// <summary>The number, if its decimal mark is this one.</summary>
    /// <param name="mark">A point or a comma.</param>
    /// <param name="value">The number, exactly rounded.</param>
    /// <param name="groups">What stands between its thousands, and NUL where nothing does.</param>
    public bool TryValue(char mark, out double value, out char groups)
    {
        (value, groups) = (0, '\0');
        var at = Body.IndexOf(mark);
        var (whole, fraction) = at < 0 ? (Body, "") : (Body[..at], Body[(at + 1)..]);
        if ((at >= 0 && fraction.Length == 0) || !fraction.All(char.IsAsciiDigit))
        {
            return false;
        }

        if (Array.Find(whole.ToCharArray(), c => !char.IsAsciiDigit(c)) is not '\0' and var between)
        {
            groups = between;
            var parts = whole.Split(between);
            if (parts[0].Length > 3 || parts[0][0] == '0' || !AreGroups(parts, between) || !parts.All(part => part.All(char.IsAsciiDigit)))
            {
                return false;
            }

            whole = string.Concat(parts);
        }

        if (Exponent is not null && (groups != '\0' || whole.Length > 1))
        {
            return false;
        }

        value =
            Sign
            * double.Parse(
                string.Create(CultureInfo.InvariantCulture, $"{whole}.{fraction}0E{Exponent ?? 0}"),
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture
            );
        return true;
    }

    /// <summary>What stands in parentheses, with a sign before them; null where they do not enclose the digits.</summary>
    private static string? WithoutParentheses(ReadOnlySpan<char> text) =>
        text[^1] == ')' && text.IndexOf('(') is >= 0 and var open && text[..open].IndexOfAnyInRange('0', '9') < 0
            ? string.Concat(text[..open], text[(open + 1)..^1])
            : null;

    /// <summary>Groups of three digits or, as in India, of two before the last: 24,88,603.</summary>
    private static bool AreGroups(string[] parts, char between) =>
        parts.Skip(1).All(part => part.Length == 3)
        || (between == ',' && parts is [{ Length: 1 or 2 }, .. var middle, { Length: 3 }] && middle.All(part => part.Length == 2));

    /// <summary>E+05 behind digits; the mantissa has one digit before its mark, and no thousands.</summary>
    private static int? TakeExponent(ref ReadOnlySpan<char> text)
    {
        var at = text.IndexOfAny('e', 'E');
        if (
            at <= 0
            || text.Length - at > 5
            || !int.TryParse(text[(at + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
            || !text[..at].ContainsAny(',', '.')
        )
        {
            return null;
        }

        text = text[..at];
        return exponent;
    }

    private static bool IsCurrency(char c) => char.GetUnicodeCategory(c) == UnicodeCategory.CurrencySymbol;

    private static bool Take(ref char place, char found)
    {
        var free = place == '\0';
        place = found;
        return free;
    }
}
