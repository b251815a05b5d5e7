using System.Globalization;
using System.Text.RegularExpressions;

namespace MLOpsFunctions.Data.Privacy;

/// <summary>
/// Numbers that states give to people, by their form and, where they have them, check digits: of the United States, Great
/// Britain, Canada, Spain, Brazil, Italy, France, Sweden and Finland; and of Germany and Poland in columns of nothing else.
/// </summary>
internal static partial class NationalIds
{
    private const string DniLetters = "TRWAGMYFPDXBNJZSQVHLCKE";
    private const string HetuSigns = "0123456789ABCDEFHJKLMNPRSTUVWXY";

    /// <summary>Adds the numbers in a text.</summary>
    public static void Find(string text, List<PersonalPart> parts)
    {
        foreach (Match match in Candidates().Matches(text))
        {
            if (match.Groups.Cast<Group>().Any(group => group.Success && IsRight(group.Name, match.Value)))
            {
                parts.Add(new(match.Index, match.Length, PersonalKind.NationalId));
            }
        }
    }

    /// <summary>
    /// Whether plain digits have the check digit of a German tax id or a Polish PESEL: a tenth of all numbers has it by chance.
    /// </summary>
    public static bool IsPlain(string digits) =>
        digits.Length == 11 && digits.All(char.IsAsciiDigit) && (IsTaxId(digits) || IsPesel(digits));

    private static bool IsRight(string form, string text) =>
        form switch
        {
            "ssn" or "nino" or "cf" => true,
            "sin" => PaymentCards.IsLuhn(DigitsOf(text)),
            "dni" => IsDni(text),
            "cpf" => IsCpf(DigitsOf(text)),
            "nir" => long.Parse(DigitsOf(text)[..13], CultureInfo.InvariantCulture) % 97 + Last(text, 2) == 97,
            "pn" => PaymentCards.IsLuhn(DigitsOf(text)[^10..]),
            "hetu" => HetuSigns[(int)(long.Parse(DigitsOf(text[..6] + text[7..10]), CultureInfo.InvariantCulture) % 31)] == text[10],
            _ => false,
        };

    private static long Last(string text, int count) => long.Parse(DigitsOf(text)[^count..], CultureInfo.InvariantCulture);

    private static string DigitsOf(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    private static bool IsDni(string text)
    {
        var number = text.Replace("-", "")[..^1].Replace('X', '0').Replace('Y', '1').Replace('Z', '2');
        return DniLetters[int.Parse(number, CultureInfo.InvariantCulture) % DniLetters.Length] == text[^1];
    }

    private static bool IsCpf(string text)
    {
        int[] digits = [.. text.Select(digit => digit - '0')];
        return Check(9) == digits[9] && Check(10) == digits[10];

        int Check(int count) => Enumerable.Range(0, count).Sum(i => digits[i] * (count + 1 - i)) * 10 % 11 % 10;
    }

    private static bool IsPesel(string digits) =>
        digits.Zip([1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1], (digit, weight) => (digit - '0') * weight).Sum() % 10 == 0;

    /// <summary>ISO 7064, modulo 11, 10.</summary>
    private static bool IsTaxId(string digits)
    {
        var product = 10;
        foreach (var digit in digits[..10])
        {
            var sum = (digit - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return digits[0] != '0' && (11 - product) % 10 == digits[10] - '0';
    }

    [GeneratedRegex(
        @"(?<![\w.-])(?:"
            + @"(?<ssn>(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4})"
            + @"|(?<nino>[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D])"
            + @"|(?<sin>[1-79][0-9]{2}([ -])[0-9]{3}\1[0-9]{3})"
            + @"|(?<dni>[0-9XYZ][0-9]{7}-?[A-Z])"
            + @"|(?<cpf>[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2})"
            + @"|(?<cf>[A-Z]{6}[0-9]{2}[A-EHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z])"
            + @"|(?<nir>[12] ?[0-9]{2} ?(?:0[1-9]|1[0-2]) ?[0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{2})"
            + @"|(?<pn>(?:19|20)?[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[-+][0-9]{4})"
            + @"|(?<hetu>(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2}[-+A][0-9]{3}[0-9A-Y])"
            + @")(?![\w-])",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Candidates();
}
