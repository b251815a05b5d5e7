using MLOpsFunctions.Data.Text;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Features.Ngrams;

/// <summary>Hashes the n-grams of texts. Not safe for more than one thread; its buffers are used again.</summary>
/// <param name="places">Whether to keep the places of each n-gram.</param>
internal sealed class NgramReader(bool places = false)
{
    private const int Shortest = 3;
    private const int Longest = 5;

    private readonly Tokenizer _reader = new();
    private readonly List<uint> _grams = [];
    private readonly List<Range> _places = [];

    /// <summary>The text as folded.</summary>
    public ReadOnlySpan<char> Folded => _reader.Folded;

    /// <summary>The place of each word in the text.</summary>
    public IReadOnlyList<Range> Words => _reader.Places;

    /// <summary>The places of the n-grams of the last call, if kept; valid until the next call.</summary>
    public IReadOnlyList<Range> Places => _places;

    public void Read(string text) => _reader.Read(text);

    /// <summary>The hashes of the text's n-grams of a kind, in order, repeated where these are; good until the next call.</summary>
    public ReadOnlySpan<uint> Grams(NgramKind kind)
    {
        _grams.Clear();
        _places.Clear();
        if (kind == NgramKind.Characters)
        {
            AddCharacters();
        }
        else
        {
            AddWords(kind == NgramKind.WordPairs);
        }

        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_grams);
    }

    private void AddWords(bool pairs)
    {
        var words = _reader.Words;
        for (var i = 0; i < words.Count; i++)
        {
            Add(words[i], i, i);
            if (pairs && i > 0)
            {
                Add(StableHash.Mix(words[i - 1]) + words[i], i - 1, i);
            }
        }
    }

    private void Add(ulong hash, int firstWord, int lastWord)
    {
        _grams.Add(Key(hash));
        if (places)
        {
            _places.Add(_reader.Places[firstWord].Start.._reader.Places[lastWord].End);
        }
    }

    private void AddCharacters()
    {
        var text = _reader.Folded;
        for (var from = 0; from < text.Length; )
        {
            var length = text[from..].IndexOf(' ');
            length = length < 0 ? text.Length - from : length;
            if (length > 0)
            {
                AddCharacters(text.Slice(from, length), from);
            }

            from += length + 1;
        }
    }

    /// <summary>Every run of each length; where the part is shorter than a run, all of it once.</summary>
    private void AddCharacters(ReadOnlySpan<char> part, int start)
    {
        var units = part.Length + 2;
        for (var from = 0; from == 0 || from + Shortest <= units; from++)
        {
            var hash = Tokenizer.Empty;
            for (var size = 1; size <= Longest && from + size <= units; size++)
            {
                var at = from + size - 1;
                hash = Tokenizer.Extend(hash, at == 0 || at == units - 1 ? ' ' : part[at - 1]);
                if (size >= Shortest)
                {
                    _grams.Add(Key(hash));
                    if (places)
                    {
                        // The blanks on either side are not part of the text.
                        _places.Add((start + Math.Max(0, from - 1))..(start + Math.Min(part.Length, at)));
                    }
                }
            }
        }
    }

    /// <summary>The upper half of a hash: of a hundred thousand n-grams two or three collide.</summary>
    private static uint Key(ulong hash) => (uint)(StableHash.Mix(hash) >> 32);
}
