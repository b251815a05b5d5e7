namespace MLOpsFunctions.Data.Reading;

/// <summary>
/// The everyday characters of a language in one encoding. They tell how likely a text is: a text that has others was
/// probably written in another encoding.
/// </summary>
/// <param name="Encoding">The encoding's name, as a definition declares it.</param>
/// <param name="Rarity">What the encoding itself costs: files in it are rarer than those in Windows-1252.</param>
/// <param name="Cost">
/// What a character beyond ASCII costs, as the negative logarithm of its share; null: the language does not have it.
/// </param>
internal sealed record EncodingRepertoire(string Encoding, double Rarity, Func<char, double?> Cost)
{
    /// <summary>Signs that texts of all languages have, beside their letters.</summary>
    private const string Signs = "’°€–—“”„‘«»…£¥§©®™²³¿¡±×½¼ªº\u00A0";

    private static readonly string[] Western =
    [
        "üäöß",
        "éèàêçôîûâœùëïæ",
        "óíáéñúü",
        "ãçéáóõêíâàú",
        "èàùòìé",
        "åäöé",
        "øåæé",
        "ëéïöèü",
        "íáðéöóþæúý",
        "äõöüšž",
    ];

    private static readonly string[] Central = ["łąęóżśćńź", "íáéěýřčžšůúďťň", "áíéčýžšúôľťäňĺďó", "áéöóőüíúű", "ăîâşţ", "šćčžđ"];

    private static readonly string[] Cyrillic = ["оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"];
    private static readonly string[] Greek = ["αοιετσνηυρπκμλςίόάγέήδώχύθωφβξζψϊϋ"];

    /// <summary>There are not many kana.</summary>
    private static readonly double KanaCost = Math.Log(170);

    /// <summary>All that are tried. Of encodings that read a text alike the first is named.</summary>
    public static IReadOnlyList<EncodingRepertoire> All { get; } =
    [
        .. Letters("windows-1252", 0, Western),
        .. Letters("iso-8859-15", 2, Western),
        .. Letters("windows-1250", 2, Central),
        .. Letters("windows-1251", 2, Cyrillic),
        .. Letters("windows-1253", 2, Greek),
        .. Letters("windows-1254", 2, ["ıüşğçöâîû"]),
        .. Letters("windows-1257", 3, ["ėšųžįąčūę", "āīēšņžļģūķč"]),
        .. Letters("iso-8859-2", 3, Central),
        .. Letters("iso-8859-7", 3, Greek),
        .. Letters("ibm850", 3, Western),
        .. Letters("ibm437", 3.5, Western),
        .. Letters("koi8-r", 3.5, Cyrillic),
        .. Letters("macintosh", 4, Western),
        .. Letters("ibm852", 4, Central),
        .. Letters("iso-8859-5", 4, Cyrillic),
        Pairs("shift_jis", 4, 0x82, 0x83, 0x88, 0x98),
        Pairs("gb18030", 4, 0xB0, 0xD7),
        Pairs("big5", 4, 0xA4, 0xC6),
        Pairs("euc-kr", 4, 0xB0, 0xC8),
        Pairs("euc-jp", 5, 0xA4, 0xA5, 0xB0, 0xCF),
    ];

    /// <summary>A language after another, each with its letters from the commonest on, and all of them together.</summary>
    private static IEnumerable<EncodingRepertoire> Letters(string encoding, double rarity, string[] languages) =>
        languages
            .Select(letters => new EncodingRepertoire(encoding, rarity, character => CostOf(character, letters)))
            .Append(new(encoding, rarity + 2, character => CostOf(character, string.Concat(languages))));

    private static double? CostOf(char character, string letters)
    {
        // The share of a letter falls with its place, as words' and letters' do, and capitals are rarer.
        var place = letters.IndexOf(char.ToLowerInvariant(character), StringComparison.Ordinal);
        return place >= 0 ? Math.Log(10 + (3 * place)) + (char.IsUpper(character) ? 1 : 0)
            : Signs.IndexOf(character, StringComparison.Ordinal) is >= 0 and var sign ? Math.Log(15 + (10 * sign))
            : null;
    }

    /// <summary>Characters of two bytes, of which the everyday ones have a first byte within these ranges.</summary>
    private static EncodingRepertoire Pairs(string name, double rarity, params byte[] ranges)
    {
        var (encoding, buffer) = (TextEncodings.Declared(name), new byte[8]);
        var cost = Math.Log(ranges.Chunk(2).Sum(range => range[1] - range[0] + 1) * 94);
        return new(
            name,
            rarity,
            character =>
                !IsEveryday(character) ? null
                : character is >= '\u3040' and <= '\u30FF' ? KanaCost
                : cost
        );

        bool IsEveryday(char character)
        {
            // Punctuation and wide Latin stand in rows of their own.
            if (character is >= '\u3000' and <= '\u303F' or '\u30FB' or '\u30FC' or >= '\uFF01' and <= '\uFF5E')
            {
                return true;
            }

            return character != TextEncodings.NoCharacter
                && !char.IsSurrogate(character)
                && encoding.TryGetBytes([character], buffer, out var count)
                && count == 2
                && ranges.Chunk(2).Any(range => buffer[0] >= range[0] && buffer[0] <= range[1]);
        }
    }
}
