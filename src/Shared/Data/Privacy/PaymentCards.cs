using System.Text.RegularExpressions;

namespace MLOpsFunctions.Data.Privacy;

/// <summary>Numbers of payment cards (ISO/IEC 7812): by their first digits, their length and their check digit (Luhn).</summary>
internal static partial class PaymentCards
{
    /// <summary>Adds the numbers in a text that has other words too. Digits alone are a card by chance too often to tell one by.</summary>
    public static void Find(string text, List<PersonalPart> parts)
    {
        foreach (Match match in Numbers().Matches(text))
        {
            var isPlain = match.Length == text.Length && text.AsSpan().IndexOfAny(' ', '-') < 0;
            if (!isPlain && IsNumber(match.Value))
            {
                parts.Add(new(match.Index, match.Length, PersonalKind.Card));
            }
        }
    }

    /// <summary>Whether digits, with blanks or dashes between them, are the number of a card.</summary>
    public static bool IsNumber(string text)
    {
        var digits = text.Replace(" ", "").Replace("-", "");
        return digits.Length is >= 13 and <= 19 && digits[0] is >= '2' and <= '6' && digits.All(char.IsAsciiDigit) && IsLuhn(digits);
    }

    /// <summary>Whether the last of some digits is right by Luhn's rule.</summary>
    public static bool IsLuhn(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var value = (digits[^(i + 1)] - '0') * (i % 2 == 1 ? 2 : 1);
            sum += value > 9 ? value - 9 : value;
        }

        return sum % 10 == 0;
    }

    [GeneratedRegex(
        @"(?<![\w.-])(?:[2-6][0-9]{3}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{1,7}|3[47][0-9]{2}([ -])[0-9]{6}\2[0-9]{5}"
            + @"|[2-6][0-9]{12,18})(?![\w-])",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Numbers();
}
