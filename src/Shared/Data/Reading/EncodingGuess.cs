using System.Text;

namespace MLOpsFunctions.Data.Reading;

/// <summary>Guesses the encoding of a text that is not Unicode, by the language that its characters would make.</summary>
internal static class EncodingGuess
{
    /// <summary>Distinct words that are looked at: they tell, and repetitions of them do not.</summary>
    private const int MaxWords = 2000;

    /// <summary>What an ASCII character costs: its share is about one in fifty.</summary>
    private static readonly double AsciiCost = Math.Log(50);

    /// <summary>What a character costs that a language does not have, or does not have there.</summary>
    private static readonly double StrangeCost = Math.Log(50_000);

    /// <summary>An encoding that is less likely than the likeliest by this factor is left out.</summary>
    private static readonly double Margin = Math.Log(20);

    /// <summary>Greatest share of characters beyond ASCII that do not fit the likeliest language.</summary>
    private const double MaxStrange = 0.2;

    /// <summary>
    /// The encodings that the text may have, the likeliest first; none where no language fits. One alone is as good as sure.
    /// Encodings that read the text alike count as one.
    /// </summary>
    /// <param name="text">Lines that are not UTF-8.</param>
    public static IReadOnlyList<string> Of(ReadOnlySpan<byte> text)
    {
        var words = Words(text);
        var likely = EncodingRepertoire.All.Select(repertoire => Judge(repertoire, words)).OrderBy(judged => judged.Cost).ToList();
        var best = likely[0];
        return best.Strange > MaxStrange * best.Beyond
            ? []
            :
            [
                .. likely
                    .TakeWhile(judged => judged.Cost <= best.Cost + Margin)
                    .Where(judged => judged.Strange <= MaxStrange * judged.Beyond)
                    .DistinctBy(judged => judged.Text)
                    .Select(judged => judged.Encoding)
                    .Distinct(),
            ];
    }

    /// <summary>
    /// The distinct words with bytes beyond ASCII. Bytes up to the question mark end them: no encoding of two bytes has these
    /// within a character.
    /// </summary>
    private static List<byte[]> Words(ReadOnlySpan<byte> text)
    {
        var words = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (!text.IsEmpty && words.Count < MaxWords)
        {
            var end = text.IndexOfAnyInRange((byte)0, (byte)0x3F);
            var word = end < 0 ? text : text[..end];
            if (!Ascii.IsValid(word))
            {
                words.TryAdd(Encoding.Latin1.GetString(word), word.ToArray());
            }

            text = end < 0 ? [] : text[(end + 1)..];
        }

        return [.. words.Values];
    }

    private static Judged Judge(EncodingRepertoire repertoire, List<byte[]> words)
    {
        var (encoding, text) = (TextEncodings.Declared(repertoire.Encoding), new StringBuilder());
        var (cost, strange, beyond) = (repertoire.Rarity, 0, 0);
        foreach (var word in words)
        {
            var read = encoding.GetString(word);
            text.Append(read).Append('\n');
            for (var i = 0; i < read.Length; i++)
            {
                if (char.IsAscii(read[i]))
                {
                    cost += AsciiCost;
                    continue;
                }

                var known = Fits(read, i) ? repertoire.Cost(read[i]) : null;
                cost += known ?? StrangeCost;
                strange += known is null ? 1 : 0;
                beyond++;
            }
        }

        return new(repertoire.Encoding, text.ToString(), cost, strange, beyond);
    }

    /// <summary>
    /// Whether a character may stand there: no capital behind a small letter, no Greek or Cyrillic letter beside a Latin one, and
    /// no sign but an apostrophe within a word.
    /// </summary>
    private static bool Fits(string word, int at)
    {
        var (before, after) = (at > 0 ? word[at - 1] : ' ', at + 1 < word.Length ? word[at + 1] : ' ');
        var isOfOtherAlphabet = word[at] is >= '\u0370' and < '\u0530';
        return char.IsLetter(word[at])
            ? !(char.IsLower(before) && char.IsUpper(word[at]))
                && !(isOfOtherAlphabet && (char.IsAsciiLetter(before) || char.IsAsciiLetter(after)))
            : !(char.IsLetter(before) && char.IsLetter(after)) || word[at] is '’' or '\u30FC';
    }

    private readonly record struct Judged(string Encoding, string Text, double Cost, int Strange, int Beyond);
}
