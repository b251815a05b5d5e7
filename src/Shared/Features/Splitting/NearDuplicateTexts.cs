using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Text;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Features.Splitting;

/// <summary>
/// Finds texts that share most of their words once case, digits and punctuation are dropped: a copy with another ending in the test
/// rows is remembered, not understood. Words that many texts have count only where a text has hardly any others. Words are hashed, of each
/// text the smallest hashes are kept (Cohen and Kaplan, Bottom-k sketches, 2007), and only texts that agree in a band of minima are
/// compared (Broder, 1997; Indyk and Motwani, 1998).
/// </summary>
internal sealed class NearDuplicateTexts
{
    /// <summary>Share of the words of two texts that both have, from which they are near-copies.</summary>
    private const double MinShared = 0.7;

    /// <summary>Texts of fewer words are near-copies only if they have the same words.</summary>
    private const int FewWords = 5;

    /// <summary>Hashes kept of a text.</summary>
    private const int SketchSize = 64;

    private const int Bands = 10;
    private const int MinimaOfBand = 3;

    /// <summary>
    /// Texts compared within a band; without a bound, texts made from one template would cost a comparison with all others.
    /// </summary>
    private const int MaxCompared = 8;

    /// <summary>Distinct texts that are looked at: a hundred megabytes of sketches and some seconds.</summary>
    public const int MaxTexts = 200_000;

    private readonly Dictionary<ulong, int> _buckets = [];
    private readonly List<(int Text, int Next)> _entries = [];
    private readonly ulong[]?[] _sketches;
    private readonly CommonHashes _common;
    private readonly Tokenizer _reader = new();
    private readonly HashSet<ulong> _words = [];

    private NearDuplicateTexts(int texts) => (_common, _sketches) = (new(texts), new ulong[]?[texts]);

    /// <summary>
    /// The column whose texts are compared: of those that are read for their words the longest; null where there is none.
    /// </summary>
    public static TextColumn? ColumnOf(DataFrame frame, IReadOnlyList<ColumnSchema> schema) =>
        schema
            .Where(column => column is { Role: ColumnRole.Feature, Text: TextKind.Prose })
            .Select(column => frame.Find(column.Name))
            .OfType<TextColumn>()
            .MaxBy(column => column.Levels.Sum(text => (long)text.Length));

    /// <summary>
    /// For each of the texts, in order, the first one that it is a near-copy of, by its words or by its phrases; itself where there is
    /// none.
    /// </summary>
    public static int[] Find(IReadOnlyList<string> texts)
    {
        var first = FindByWords(texts);
        var byPhrases = NearDuplicatePhrases.Find(texts);
        for (var text = 0; text < first.Length; text++)
        {
            var (one, other) = (Root(first, text), Root(first, byPhrases[text]));
            first[Math.Max(one, other)] = Math.Min(one, other);
        }

        return [.. first.Select(text => Root(first, text))];
    }

    private static int Root(int[] first, int text)
    {
        while (first[text] != text)
        {
            text = first[text] = first[first[text]];
        }

        return text;
    }

    private static int[] FindByWords(IReadOnlyList<string> texts)
    {
        var (search, first) = (new NearDuplicateTexts(texts.Count), new int[texts.Count]);
        foreach (var text in texts)
        {
            search.ReadWords(text);
            search._common.Add(search._words);
        }

        for (var text = 0; text < first.Length; text++)
        {
            first[text] = search.Add(text, texts[text]);
        }

        return first;
    }

    /// <summary>
    /// The first text that this one is a near-copy of. Only such first ones are compared with, so that no chain of small differences
    /// joins texts that differ.
    /// </summary>
    private int Add(int text, string content)
    {
        var sketch = Sketch(content);
        if (sketch.Length == 0)
        {
            return text;
        }

        var (keys, best) = (BandsOf(sketch), text);
        foreach (var key in keys)
        {
            var entry = _buckets.GetValueOrDefault(key, -1);
            for (var compared = 0; entry >= 0 && compared < MaxCompared; compared++)
            {
                var (other, next) = _entries[entry];
                best = other < best && AreAlike(sketch, _sketches[other]!) ? other : best;
                entry = next;
            }
        }

        if (best == text)
        {
            _sketches[text] = sketch;
            foreach (var key in keys)
            {
                _entries.Add((text, _buckets.GetValueOrDefault(key, -1)));
                _buckets[key] = _entries.Count - 1;
            }
        }

        return best;
    }

    /// <summary>The smallest hashes of the words that tell, ascending; of all words, with a mark, where too few tell.</summary>
    private ulong[] Sketch(string text)
    {
        ReadWords(text);
        ulong[] telling = [.. _words.Where(word => !_common.IsCommon(word)).Order().Take(SketchSize)];
        return telling.Length >= Math.Min(FewWords, _words.Count) ? telling : [.. _words.Order().Take(SketchSize - 1), ulong.MaxValue];
    }

    /// <summary>Hashes of the words of letters.</summary>
    private void ReadWords(string text)
    {
        _reader.Read(text);
        _words.Clear();
        for (var i = 0; i < _reader.Words.Count; i++)
        {
            if (IsOfLetters(_reader.Folded[_reader.Places[i]]))
            {
                _words.Add(StableHash.Mix(_reader.Words[i]));
            }
        }
    }

    /// <summary>Whether a word is written with letters alone.</summary>
    public static bool IsOfLetters(ReadOnlySpan<char> word)
    {
        foreach (var unit in word)
        {
            if (char.IsDigit(unit))
            {
                return false;
            }
        }

        return char.IsLetter(word[0]) || char.IsSurrogate(word[0]);
    }

    private static ulong[] BandsOf(ulong[] sketch)
    {
        var keys = new ulong[Bands];
        for (var band = 0; band < Bands; band++)
        {
            keys[band] = StableHash.Mix((ulong)band);
            for (var i = 0; i < MinimaOfBand; i++)
            {
                var salt = StableHash.Mix((ulong)((band * MinimaOfBand) + i + 1));
                keys[band] = StableHash.Mix(keys[band] + sketch.Min(hash => StableHash.Mix(hash ^ salt)));
            }
        }

        return keys;
    }

    /// <summary>
    /// Whether two texts share enough words: exactly where they have at most as many as a sketch holds, else by the smallest hashes of
    /// both together.
    /// </summary>
    private static bool AreAlike(ulong[] one, ulong[] other)
    {
        var (shared, all, i, k) = (0, 0, 0, 0);
        for (; all < SketchSize && (i < one.Length || k < other.Length); all++)
        {
            var (here, there) = (i < one.Length ? one[i] : ulong.MaxValue, k < other.Length ? other[k] : ulong.MaxValue);
            shared += here == there ? 1 : 0;
            i += here <= there ? 1 : 0;
            k += there <= here ? 1 : 0;
        }

        var areSame = shared == all && one.Length == other.Length;
        var tells = one[^1] != ulong.MaxValue && other[^1] != ulong.MaxValue;
        return areSame || (tells && Math.Min(one.Length, other.Length) >= FewWords && shared >= MinShared * all);
    }
}
