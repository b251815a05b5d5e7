using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace MLOpsFunctions.Data.Privacy;

/// <summary>Addresses of IPv6, and of IPv4 where they are no number of a version.</summary>
internal static partial class IpAddresses
{
    /// <summary>Adds the addresses in a text.</summary>
    public static void Find(string text, List<PersonalPart> parts)
    {
        foreach (Match match in Candidates().Matches(text))
        {
            if (IsAddress(match.Value))
            {
                parts.Add(new(match.Index, match.Length, PersonalKind.IpAddress));
            }
        }
    }

    private static bool IsAddress(string text) =>
        text.Any(char.IsAsciiHexDigit)
        && (text.Contains('.') || text.Contains("::", StringComparison.Ordinal) || text.Count(sign => sign == ':') == 7)
        && IPAddress.TryParse(text, out var address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || Array.Exists(address.GetAddressBytes(), part => part > 99));

    [GeneratedRegex(
        @"(?<![\w.:-])(?:(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?!\.?[\w-])|(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:]))",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Candidates();
}
