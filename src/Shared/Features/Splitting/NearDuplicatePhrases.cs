using MLOpsFunctions.Data.Text;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Features.Splitting;

/// <summary>
/// Finds texts that repeat most phrases of another one: copies to which a signature was added, of which the end was cut or changed.
/// A phrase is three words in a row; those that many texts have, such as a signature's, tell nothing. Of each text the smallest hashes
/// are kept (Cohen and Kaplan, Bottom-k sketches, 2007), and the smallest few of them find the texts to compare with.
/// </summary>
internal sealed class NearDuplicatePhrases
{
    private const int WordsOfPhrase = 3;

    /// <summary>Share of the shorter text's phrases that both have, from which they are near-copies.</summary>
    private const double MinShared = 0.5;

    /// <summary>Fewer phrases in common are a figure of speech.</summary>
    private const int FewestShared = 3;

    /// <summary>Hashes kept of a text.</summary>
    private const int SketchSize = 64;

    /// <summary>
    /// Hashes of a text by which it is found. Of two texts with half of their phrases in common, five are the same on average.
    /// </summary>
    private const int IndexedHashes = 16;

    /// <summary>Texts compared for each of these.</summary>
    private const int MaxCompared = 8;

    private readonly CommonHashes _common;
    private readonly Dictionary<ulong, int> _buckets = [];
    private readonly List<(int Text, int Next)> _entries = [];
    private readonly (ulong[] Hashes, int Count)[] _sketches;
    private readonly Tokenizer _reader = new();
    private readonly HashSet<ulong> _phrases = [];

    private NearDuplicatePhrases(int texts) => (_common, _sketches) = (new(texts), new (ulong[], int)[texts]);

    /// <summary>For each of the texts, in order, the first one that it is a near-copy of; itself where there is none.</summary>
    public static int[] Find(IReadOnlyList<string> texts)
    {
        var search = new NearDuplicatePhrases(texts.Count);
        foreach (var text in texts)
        {
            search.ReadPhrases(text);
            search._common.Add(search._phrases);
        }

        return [.. texts.Select((text, at) => search.Add(at, text))];
    }

    /// <summary>Only first ones are compared with, so that no chain of small differences joins texts that differ.</summary>
    private int Add(int text, string content)
    {
        ReadPhrases(content);
        ulong[] telling = [.. _phrases.Where(phrase => !_common.IsCommon(phrase)).Order()];
        _sketches[text] = (telling[..Math.Min(telling.Length, SketchSize)], telling.Length);
        var best = text;
        foreach (var hash in telling.AsSpan(0, Math.Min(telling.Length, IndexedHashes)))
        {
            var entry = _buckets.GetValueOrDefault(hash, -1);
            for (var compared = 0; entry >= 0 && compared < MaxCompared; compared++)
            {
                var (other, next) = _entries[entry];
                best = other < best && AreAlike(_sketches[text], _sketches[other]) ? other : best;
                entry = next;
            }
        }

        if (best == text)
        {
            Index(text, telling);
        }
        else
        {
            _sketches[text] = default;
        }

        return best;
    }

    private void Index(int text, ulong[] telling)
    {
        foreach (var hash in telling.AsSpan(0, Math.Min(telling.Length, IndexedHashes)))
        {
            _entries.Add((text, _buckets.GetValueOrDefault(hash, -1)));
            _buckets[hash] = _entries.Count - 1;
        }
    }

    /// <summary>Hashes of the phrases, without the words that have digits.</summary>
    private void ReadPhrases(string text)
    {
        _reader.Read(text);
        _phrases.Clear();
        var (words, before, last) = (0, 0UL, 0UL);
        for (var i = 0; i < _reader.Words.Count; i++)
        {
            if (NearDuplicateTexts.IsOfLetters(_reader.Folded[_reader.Places[i]]))
            {
                var word = _reader.Words[i];
                if (++words >= WordsOfPhrase)
                {
                    _phrases.Add(StableHash.Mix(StableHash.Mix(StableHash.Mix(before) + last) + word));
                }

                (before, last) = (last, word);
            }
        }
    }

    /// <summary>
    /// Whether both have half of the phrases of the shorter one: exactly where they have at most as many as a sketch holds, else by the
    /// smallest hashes of both together.
    /// </summary>
    private static bool AreAlike((ulong[] Hashes, int Count) one, (ulong[] Hashes, int Count) other)
    {
        var (shared, all, i, k) = (0, 0, 0, 0);
        for (; all < SketchSize && (i < one.Hashes.Length || k < other.Hashes.Length); all++)
        {
            var (here, there) = (
                i < one.Hashes.Length ? one.Hashes[i] : ulong.MaxValue,
                k < other.Hashes.Length ? other.Hashes[k] : ulong.MaxValue
            );
            shared += here == there ? 1 : 0;
            i += here <= there ? 1 : 0;
            k += there <= here ? 1 : 0;
        }

        // Of all phrases of both, shared / all are in both.
        var both = shared / (double)(shared + all) * (one.Count + other.Count);
        return shared >= FewestShared && both >= MinShared * Math.Min(one.Count, other.Count) - 1e-9;
    }
}
