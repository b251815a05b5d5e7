using System.Text.RegularExpressions;
using PhoneNumbers;

namespace MLOpsFunctions.Data.Privacy;

/// <summary>
/// Telephone numbers: what libphonenumber takes for a valid one, written with a country's code or as in America; and the
/// digits behind a word such as phone.
/// </summary>
internal static partial class TelephoneNumbers
{
    private const int FewestDigits = 7;
    private const int MostDigits = 15;

    /// <summary>Adds the numbers in a text.</summary>
    public static void Find(string text, List<PersonalPart> parts)
    {
        foreach (Match match in International().Matches(text))
        {
            if (IsValid(match.Value.StartsWith("00", StringComparison.Ordinal) ? "+" + match.Value[2..] : match.Value, "ZZ"))
            {
                parts.Add(new(match.Index, match.Length, PersonalKind.Phone));
            }
        }

        foreach (Match match in American().Matches(text))
        {
            if (IsValid(match.Value, "US"))
            {
                parts.Add(new(match.Index, match.Length, PersonalKind.Phone));
            }
        }

        foreach (Match match in Called().Matches(text))
        {
            var number = match.Groups["number"];
            if (number.Value.Count(char.IsAsciiDigit) is >= FewestDigits and <= MostDigits)
            {
                parts.Add(new(number.Index, number.Length, PersonalKind.Phone));
            }
        }
    }

    /// <summary>Whether a text has the digits of a telephone number, in a column that is called so.</summary>
    public static bool MayBe(string text) =>
        text.Count(char.IsAsciiDigit) is >= FewestDigits and <= MostDigits
        && text.All(sign => char.IsAsciiDigit(sign) || "+-./() ".Contains(sign));

    private static bool IsValid(string number, string region)
    {
        try
        {
            var phones = PhoneNumberUtil.GetInstance();
            return phones.IsValidNumber(phones.Parse(number, region));
        }
        catch (NumberParseException)
        {
            return false; // Not a number at all: most candidates in prose are none.
        }
    }

    [GeneratedRegex(@"(?<![\w+.-])(?:\+|00)[1-9][0-9]{0,3}(?:[ ./()-]{0,3}[0-9]){5,13}(?![\w-])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex International();

    [GeneratedRegex(
        @"(?<![\w+.-])(?:1[-. ])?(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[-.])[2-9][0-9]{2}[-.][0-9]{4}(?![\w-])",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex American();

    [GeneratedRegex(
        @"\b(?:tel|telephone|phone|telefon|teléfono|telefono|mobile|mobil|handy|cell|fax|call|ring|whatsapp)\b"
            + @"[ .:]{0,3}(?:(?:me|us|at|on|no|number|nr|is|unter)\b[ .:]{0,3}){0,3}"
            + @"(?<number>\(?[0-9](?:[ ./()-]{0,2}[0-9]){6,14})(?![\w-])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex Called();
}
