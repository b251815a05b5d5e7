using System.Text.RegularExpressions;

namespace MLOpsFunctions.Data.Privacy;

/// <summary>Streets with the number of a house, by words for streets in six languages.</summary>
internal static partial class PostalAddresses
{
    /// <summary>Adds the addresses in a text.</summary>
    public static void Find(string text, List<PersonalPart> parts)
    {
        if (!text.Any(char.IsAsciiDigit))
        {
            return;
        }

        foreach (Match match in Streets().Matches(text))
        {
            parts.Add(new(match.Index, match.Length, PersonalKind.Address));
        }
    }

    [GeneratedRegex(
        @"(?<![\w.])(?:[0-9]{1,5}[A-Za-z]? (?:\p{Lu}[\w'.]{0,20} ){1,3}"
            + @"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Square|Terrace|Way|Close|Crescent)\b"
            + @"|\p{Lu}[\p{L}-]{1,25}(?:straße|strasse|str\.|weg|platz|allee|gasse) [0-9]{1,4}[a-z]?\b"
            + @"|(?:[0-9]{1,4},? )(?:rue|avenue|boulevard) (?:d[eu] |des |la |de la |de l'|d')?\p{Lu}\p{L}{1,20}(?: \p{Lu}\p{L}{1,20}){0,2}"
            + @"|(?:[Rr]ue|[Aa]venue|[Bb]oulevard) (?:d[eu] |des |la |de la |de l'|d')?"
            + @"\p{Lu}\p{L}{1,20}(?: \p{Lu}\p{L}{1,20}){0,2},? [0-9]{1,4}\b"
            + @"|(?:Via|Calle|Avenida|Rua|Piazza|Plaza|Viale) (?:d[eio] |del |della |de la |de los )?"
            + @"\p{Lu}\p{L}{1,20}(?: \p{Lu}\p{L}{1,20}){0,2},? [0-9]{1,4}\b"
            + ")",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Streets();
}
