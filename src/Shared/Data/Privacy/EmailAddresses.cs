namespace MLOpsFunctions.Data.Privacy;

/// <summary>
/// E-mail addresses: a local part, a sign and a domain with a top-level domain of letters (RFC 5321 bounds their lengths).
/// </summary>
internal static class EmailAddresses
{
    private const int LongestLocal = 64;
    private const int LongestDomain = 255;

    /// <summary>Adds the addresses in a text.</summary>
    public static void Find(string text, List<PersonalPart> parts)
    {
        for (var at = text.IndexOf('@'); at >= 0; at = text.IndexOf('@', at + 1))
        {
            var (start, end) = (at, at + 1);
            while (start > 0 && at - start < LongestLocal && IsLocal(text[start - 1]))
            {
                start--;
            }

            while (end < text.Length && end - at <= LongestDomain && IsDomain(text[end]))
            {
                end++;
            }

            end = at + 1 + text.AsSpan(at + 1, end - at - 1).TrimEnd(".-").Length;
            if (start < at && HasTopLevel(text.AsSpan(at + 1, end - at - 1)))
            {
                parts.Add(new(start, end - start, PersonalKind.Email));
            }
        }
    }

    private static bool IsLocal(char sign) => char.IsLetterOrDigit(sign) || "_.+'-%".Contains(sign);

    private static bool IsDomain(char sign) => char.IsLetterOrDigit(sign) || sign is '.' or '-';

    private static bool HasTopLevel(ReadOnlySpan<char> domain) =>
        domain.LastIndexOf('.') is > 0 and var dot
        && domain[(dot + 1)..] is { Length: >= 2 } top
        && top.IndexOfAnyExceptInRange('A', 'z') < 0
        && !domain.Contains("..", StringComparison.Ordinal);
}
