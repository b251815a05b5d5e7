using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace MLOpsFunctions.Data.Privacy;

/// <summary>Tells personal data by how a text is written and by its check digits.</summary>
internal static partial class PersonalText
{
    /// <summary>What a text is as a whole; null: nothing that is surely personal.</summary>
    public static PersonalKind? KindOf(string text) =>
        Email().IsMatch(text) ? PersonalKind.Email
        : Ibans().Matches(text).Any(match => IsIban(match.Value)) ? PersonalKind.Iban
        : IsNationalId(text) ? PersonalKind.NationalId
        : IsCard(text) ? PersonalKind.Card
        : International().IsMatch(text) || American().IsMatch(text) ? PersonalKind.Phone
        : IsAddress(text) ? PersonalKind.IpAddress
        : null;

    /// <summary>Whether a text has the digits of a telephone number, in a column that is called so.</summary>
    public static bool MayBePhone(string text) =>
        text.Count(char.IsAsciiDigit) is >= 7 and <= 15 && text.All(sign => char.IsAsciiDigit(sign) || "+-./() ".Contains(sign));

    /// <summary>
    /// Whether digits, with blanks or dashes between them, are the number of a card: by its first digits and its check
    /// digit (Luhn).
    /// </summary>
    public static bool IsCard(string text)
    {
        var digits = text.Replace(" ", "").Replace("-", "");
        if (digits.Length is < 13 or > 19 || digits[0] is < '2' or > '6' || !digits.All(char.IsAsciiDigit))
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var value = digits[^(i + 1)] - '0';
            value *= i % 2 == 1 ? 2 : 1;
            sum += value > 9 ? value - 9 : value;
        }

        return sum % 10 == 0;
    }

    /// <summary>Whether a text is an account number whose check digits are right (modulo 97).</summary>
    private static bool IsIban(string text)
    {
        var (account, rest) = (text.Replace(" ", ""), 0);
        if (account.Length is < 15 or > 34)
        {
            return false;
        }

        foreach (var sign in account[4..] + account[..4])
        {
            var value = char.IsAsciiDigit(sign) ? sign - '0' : sign - 'A' + 10;
            rest = ((rest * (value > 9 ? 100 : 10)) + value) % 97;
        }

        return rest == 1;
    }

    /// <summary>American social security numbers, British insurance numbers, and Spanish and Brazilian tax numbers.</summary>
    private static bool IsNationalId(string text) =>
        SocialSecurity().IsMatch(text) || Insurance().IsMatch(text) || IsDni(text) || IsCpf(text);

    private static bool IsDni(string text) =>
        Dni().Match(text) is { Success: true } match
        && "TRWAGMYFPDXBNJZSQVHLCKE"[
            int.Parse(
                match.Groups[1].Value.Replace('X', '0').Replace('Y', '1').Replace('Z', '2'),
                System.Globalization.CultureInfo.InvariantCulture
            ) % 23
        ] == match.Groups[2].Value[0];

    private static bool IsCpf(string text)
    {
        if (!Cpf().IsMatch(text))
        {
            return false;
        }

        int[] digits = [.. text.Where(char.IsAsciiDigit).Select(digit => digit - '0')];
        return Check(9) == digits[9] && Check(10) == digits[10];

        int Check(int count) => Enumerable.Range(0, count).Sum(i => digits[i] * (count + 1 - i)) * 10 % 11 % 10;
    }

    /// <summary>An IPv6 address, or an IPv4 address that is no number of a version.</summary>
    private static bool IsAddress(string text) =>
        text.Length is >= 3 and <= 45
        && (text.Contains("::", StringComparison.Ordinal) || text.Count(sign => sign == ':') == 7 || text.Count(sign => sign == '.') == 3)
        && IPAddress.TryParse(text, out var address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || Array.Exists(address.GetAddressBytes(), part => part > 99));

    [GeneratedRegex(@"[\w.+'-]+@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Email();

    [GeneratedRegex(@"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Ibans();

    [GeneratedRegex(@"^\+[1-9][0-9]{0,2}[ ./()-]*([0-9][ ./()-]{0,2}){6,13}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex International();

    [GeneratedRegex(@"^(\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[-.])[2-9][0-9]{2}[-.][0-9]{4}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex American();

    [GeneratedRegex(@"^(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SocialSecurity();

    [GeneratedRegex(@"^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Insurance();

    [GeneratedRegex(@"^([0-9XYZ][0-9]{7})-?([A-Z])$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Dni();

    [GeneratedRegex(@"^[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Cpf();
}
