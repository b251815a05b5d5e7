using MLOpsFunctions.Data.Text;

namespace MLOpsFunctions.Data.Profiling;

/// <summary>Sketches the words of prose.</summary>
internal static class VocabularySketcher
{
    /// <summary>Texts that are read, an even sample of more: shares are then right within a hundredth.</summary>
    private const int MaxTexts = 20_000;

    /// <summary>Words that a sketch keeps: nine in ten of running text are among the thousand commonest.</summary>
    private const int MaxWords = 1_000;

    /// <summary>Words that are counted while texts are read: some megabytes.</summary>
    private const int MaxCounted = 200_000;

    /// <summary>The sketch of a column; null where it has no texts to take words from and others to count them in.</summary>
    public static VocabularySketch? Sketch(TextColumn column)
    {
        int[] present = [.. column.Codes.Where(code => code >= 0)];
        var every = Math.Max(1, (present.Length + MaxTexts - 1) / MaxTexts);
        int[] sample = [.. present.Where((_, i) => i % every == 0)];
        var known = Commonest(column, sample.Where((_, i) => i % 2 == 0));
        int[] counted = [.. sample.Where((_, i) => i % 2 == 1)];
        if (counted.Length == 0 || known.Count == 0)
        {
            return null;
        }

        var reader = new TextWords(known);
        var (counts, unknown) = (new int[known.Count], new double[counted.Length]);
        for (var i = 0; i < counted.Length; i++)
        {
            unknown[i] = reader.Read(column.Levels[counted[i]]);
            foreach (var word in reader.Known)
            {
                counts[word]++;
            }
        }

        double[] sorted = [.. unknown.Order()];
        var usual = sorted[sorted.Length / 2];
        return new(counted.Length, known, counts, usual, unknown.Count(share => share > usual));
    }

    /// <summary>Hashes of the words that most texts have, the commonest first.</summary>
    private static List<uint> Commonest(TextColumn column, IEnumerable<int> codes)
    {
        var (tokenizer, texts, seen) = (new Tokenizer(), new Dictionary<uint, int>(), new HashSet<uint>());
        foreach (var code in codes)
        {
            tokenizer.Read(column.Levels[code]);
            seen.Clear();
            foreach (var word in tokenizer.Words)
            {
                var hash = TextWords.Hash(word);
                if (seen.Add(hash) && (texts.TryGetValue(hash, out var count) || texts.Count < MaxCounted))
                {
                    texts[hash] = count + 1;
                }
            }
        }

        return [.. texts.OrderByDescending(word => word.Value).ThenBy(word => word.Key).Take(MaxWords).Select(word => word.Key)];
    }
}
