using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Text;

namespace MLOpsFunctions.Features.Ngrams;

/// <summary>Chooses the n-grams of training texts.</summary>
internal static class TfidfFitter
{
    /// <summary>
    /// Most rows times outputs for which an n-gram of a single text counts: it reduces the weight of the text's other
    /// n-grams, and the few weights cost nothing.
    /// </summary>
    private const int FewRows = 10_000;

    /// <summary>Most n-grams of a kind: further ones are ever rarer, and each costs one weight for each class.</summary>
    private const int MostGrams = 1 << 16;

    /// <summary>Most weights of all n-grams: a solver keeps two dozen numbers for each.</summary>
    private const int MostWeights = 1 << 22;

    /// <summary>Most entries of all columns of prose, at eight bytes each: 200 MB, which a small host can spare.</summary>
    private const long MostEntries = 25_000_000;

    /// <summary>
    /// Most entries times outputs with runs of characters: beyond this they cost more time than they are worth.
    /// </summary>
    private const long MostProducts = 25_000_000;

    /// <summary>Cells of the first count, one byte each.</summary>
    private const int Cells = 1 << 24;

    /// <summary>Most n-grams in the second count.</summary>
    private const int MostCounted = 1 << 20;

    /// <summary>The n-grams of some texts.</summary>
    /// <param name="column">The texts.</param>
    /// <param name="rows">The training rows.</param>
    /// <param name="columns">The number of columns of prose that share the memory.</param>
    /// <param name="outputs">The number of outputs of the model.</param>
    /// <param name="characters">Whether to include runs of characters, if there is memory for them.</param>
    /// <returns>The tables; none if no n-gram occurs often enough.</returns>
    public static IReadOnlyList<NgramTable> Fit(TextColumn column, int[] rows, int columns, int outputs, bool characters = true)
    {
        var counts = new int[column.Levels.Length];
        foreach (var row in rows)
        {
            _ = column.Codes[row] >= 0 ? counts[column.Codes[row]]++ : 0;
        }

        var least = (long)rows.Length * outputs <= FewRows ? 1 : 2;
        var most = Math.Clamp(MostWeights / outputs / columns / 2, 1, MostGrams);
        var words = Count(column.Levels, counts, NgramKind.WordPairs, least, most);
        if (Entries(words) > MostEntries / columns)
        {
            words = WithoutCommonest(Count(column.Levels, counts, NgramKind.Words, least, most), MostEntries / columns);
            return Kept([words]);
        }

        // Runs of characters help short texts, because they match misspelled and inflected words; long texts have
        // enough words.
        var left = Math.Min(MostEntries, MostProducts / outputs) / columns;
        var runs =
            !characters || Entries(words) + Characters(column.Levels, counts) > left
                ? null
                : Count(column.Levels, counts, NgramKind.Characters, least, most);
        return Kept(runs is null || Entries(words) + Entries(runs) > left ? [words] : [words, runs]);
    }

    /// <summary>
    /// About as many different runs of characters as there are characters, or more: too many are not worth counting.
    /// </summary>
    private static long Characters(string[] texts, int[] counts) =>
        texts.Zip(counts, (text, count) => (long)Tokenizer.LengthOf(text) * count).Sum();

    private static NgramTable[] Kept(NgramTable[] tables) => Array.FindAll(tables, table => table.Keys.Count > 0);

    private static long Entries(NgramTable table) => table.Counts.Sum(count => (long)count);

    /// <summary>
    /// The most common n-grams among those that enough texts have; of equally common ones those with the least hash.
    /// </summary>
    private static NgramTable Count(string[] texts, int[] counts, NgramKind kind, int enough, int most)
    {
        var least = LeastFrequent(texts, counts, kind, enough, out var cells);
        var found = new Dictionary<uint, int>();
        Distinct(
            texts,
            counts,
            kind,
            (gram, count) =>
            {
                if (cells[Cell(gram)] >= least)
                {
                    System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(found, gram, out _) += count;
                }
            }
        );
        var kept = found
            .Where(gram => gram.Value >= least)
            .OrderByDescending(gram => gram.Value)
            .ThenBy(gram => gram.Key)
            .Take(most)
            .OrderBy(gram => gram.Key)
            .ToArray();
        return new(kind, Array.ConvertAll(kept, gram => gram.Key), Array.ConvertAll(kept, gram => gram.Value));
    }

    /// <summary>
    /// How many texts an n-gram must be in. A first count, in which several n-grams may share a cell, never says fewer
    /// than there are: it keeps the many that occur once out of the second, exact one (Bloom, Communications of the ACM
    /// 13, 1970; as counting filter Fan et al., IEEE/ACM Transactions on Networking 8, 2000).
    /// </summary>
    private static int LeastFrequent(string[] texts, int[] counts, NgramKind kind, int enough, out byte[] cells)
    {
        var first = new byte[Cells];
        Distinct(texts, counts, kind, (gram, count) => first[Cell(gram)] = (byte)Math.Min(byte.MaxValue, first[Cell(gram)] + count));
        cells = first;
        var above = new int[byte.MaxValue + 2];
        foreach (var cell in first)
        {
            above[cell]++;
        }

        for (var count = byte.MaxValue - 1; count >= 0; count--)
        {
            above[count] += above[count + 1];
        }

        var least = enough;
        while (least < byte.MaxValue && above[least] > MostCounted)
        {
            least++;
        }

        return least;
    }

    private static int Cell(uint gram) => (int)(gram >> 8);

    /// <summary>Each n-gram of each text once, with the number of rows that have the text.</summary>
    private static void Distinct(string[] texts, int[] counts, NgramKind kind, Action<uint, int> action)
    {
        var (reader, seen) = (new NgramReader(), new HashSet<uint>());
        for (var i = 0; i < texts.Length; i++)
        {
            if (counts[i] > 0)
            {
                reader.Read(texts[i]);
                seen.Clear();
                foreach (var gram in reader.Grams(kind))
                {
                    if (seen.Add(gram))
                    {
                        action(gram, counts[i]);
                    }
                }
            }
        }
    }

    /// <summary>An n-gram that nearly every text has distinguishes texts least and takes most memory.</summary>
    private static NgramTable WithoutCommonest(NgramTable table, long entries)
    {
        var (left, total) = (new List<int>(), 0L);
        foreach (
            var place in Enumerable.Range(0, table.Keys.Count).OrderBy(place => table.Counts[place]).ThenBy(place => table.Keys[place])
        )
        {
            total += table.Counts[place];
            if (total > entries)
            {
                break;
            }

            left.Add(place);
        }

        left.Sort();
        return new(table.Kind, [.. left.Select(place => table.Keys[place])], [.. left.Select(place => table.Counts[place])]);
    }
}
