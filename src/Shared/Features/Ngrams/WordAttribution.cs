namespace MLOpsFunctions.Features.Ngrams;

/// <summary>
/// Attributes the values of n-grams to the words of a text. The places of an n-gram share its value evenly. A word or a
/// pair of words keeps its own share; the words that a run of characters touches share the run's value. So words are
/// named as they stand in the text, even if hashes collide, and their values add up to those of the n-grams.
/// </summary>
internal static class WordAttribution
{
    /// <summary>Most characters of a name; anything longer is not a known word.</summary>
    private const int LongestName = 40;

    /// <summary>Every share of every n-gram that the plan knows.</summary>
    /// <param name="plan">The n-grams.</param>
    /// <returns>The word or pair, or the part between blanks if there is no word; the feature; and its share of the
    /// value.</returns>
    public static IEnumerable<(string Word, int Feature, double Value)> Of(TfidfPlan plan, string text)
    {
        var encoded = TfidfEncoder.Encode("", plan, new("", [0], [text]), null, 1, threads: 1);
        var values = encoded.Features.Zip(encoded.Values).ToDictionary(entry => entry.First, entry => (double)entry.Second);
        var reader = new NgramReader(places: true);
        reader.Read(text);
        var offset = 0;
        foreach (var table in plan.Tables)
        {
            var grams = reader.Grams(table.Kind).ToArray();
            var features = Array.ConvertAll(grams, table.Index(plan.Texts).Find);
            var times = features.Where(feature => feature >= 0).CountBy(feature => feature).ToDictionary();
            for (var i = 0; i < grams.Length; i++)
            {
                if (features[i] >= 0)
                {
                    var value = values[offset + features[i]] / times[features[i]];
                    var words = Touched(reader, reader.Places[i]);
                    string[] names = table.Kind == NgramKind.Characters ? words : [string.Join(' ', words)];
                    foreach (var name in names)
                    {
                        yield return (name, offset + features[i], value / names.Length);
                    }
                }
            }

            offset += table.Keys.Count;
        }
    }

    /// <summary>The words that a run touches; if there is none, the part between blanks.</summary>
    private static string[] Touched(NgramReader reader, Range run)
    {
        var text = reader.Folded;
        var (from, to) = (run.Start.Value, run.End.Value);
        var first = FirstEndingAfter(reader.Words, from);
        var names = new List<string>();
        for (var word = first; word < reader.Words.Count && reader.Words[word].Start.Value < to; word++)
        {
            names.Add(Name(text, reader.Words[word]));
        }

        if (names.Count == 0)
        {
            var start = text[..from].LastIndexOf(' ') + 1;
            var end = text[to..].IndexOf(' ');
            names.Add(Name(text, start..(end < 0 ? text.Length : to + end)));
        }

        return [.. names];
    }

    private static int FirstEndingAfter(IReadOnlyList<Range> words, int at)
    {
        var (low, high) = (0, words.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = words[middle].End.Value > at ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    private static string Name(ReadOnlySpan<char> text, Range place)
    {
        var (start, length) = place.GetOffsetAndLength(text.Length);
        return length <= LongestName ? text.Slice(start, length).ToString() : $"{text.Slice(start, LongestName - 1)}…";
    }
}
