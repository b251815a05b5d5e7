using System.Text.RegularExpressions;

namespace MLOpsFunctions.Data.Privacy;

/// <summary>
/// International bank account numbers (ISO 13616): a country, two check digits (modulo 97) and as many signs as the country has.
/// </summary>
internal static partial class BankAccounts
{
    /// <summary>The registry's lengths by country.</summary>
    private const string Lengths =
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 "
        + "FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 "
        + "LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 "
        + "RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

    private static readonly Dictionary<string, int> ByCountry = Lengths
        .Split(' ')
        .ToDictionary(
            entry => entry[..2],
            entry => int.Parse(entry.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture),
            StringComparer.Ordinal
        );

    /// <summary>Adds the account numbers in a text.</summary>
    public static void Find(string text, List<PersonalPart> parts)
    {
        foreach (var start in Starts().EnumerateMatches(text))
        {
            if (ByCountry.TryGetValue(text.Substring(start.Index, 2), out var length) && EndOf(text, start.Index, length) is { } end)
            {
                parts.Add(new(start.Index, end - start.Index, PersonalKind.Iban));
            }
        }
    }

    /// <summary>Where the number ends; null: its check digits are wrong, or it has another length.</summary>
    private static int? EndOf(string text, int start, int length)
    {
        var (signs, at) = (new char[length], start);
        for (var count = 0; count < length; at++)
        {
            if (at == text.Length || !(char.IsAsciiLetterUpper(text[at]) || char.IsAsciiDigit(text[at]) || text[at] is ' ' or '-'))
            {
                return null;
            }

            if (text[at] is not (' ' or '-'))
            {
                signs[count++] = text[at];
            }
        }

        return (at == text.Length || !char.IsLetterOrDigit(text[at])) && IsRight(signs) ? at : null;
    }

    private static bool IsRight(char[] signs)
    {
        var rest = 0;
        foreach (var sign in signs.Skip(4).Concat(signs.Take(4)))
        {
            var value = char.IsAsciiDigit(sign) ? sign - '0' : sign - 'A' + 10;
            rest = ((rest * (value > 9 ? 100 : 10)) + value) % 97;
        }

        return rest == 1;
    }

    [GeneratedRegex(@"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Starts();
}
