using MLOpsFunctions.Data.Words;

namespace MLOpsFunctions.Features.Ngrams;

/// <summary>Hashes the n-grams of texts. Not safe for more than one thread; its room is used again.</summary>
internal sealed class NgramReader
{
    private const int Shortest = 3;
    private const int Longest = 5;

    private readonly WordReader _reader = new();
    private readonly List<uint> _grams = [];

    /// <summary>Reads a text.</summary>
    public void Read(string text) => _reader.Read(text);

    /// <summary>The hashes of the text's n-grams of a kind, in order, repeated where these are; good until the next call.</summary>
    public ReadOnlySpan<uint> Grams(NgramKind kind)
    {
        _grams.Clear();
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
            _grams.Add(Key(words[i]));
            if (pairs && i > 0)
            {
                _grams.Add(Key(StableHash.Mix(words[i - 1]) + words[i]));
            }
        }
    }

    private void AddCharacters()
    {
        var text = _reader.Folded;
        for (var from = 0; from < text.Length;)
        {
            var length = text[from..].IndexOf(' ');
            length = length < 0 ? text.Length - from : length;
            if (length > 0)
            {
                AddCharacters(text.Slice(from, length));
            }

            from += length + 1;
        }
    }

    /// <summary>Every run of each length; where the part is shorter than a run, all of it once.</summary>
    private void AddCharacters(ReadOnlySpan<char> part)
    {
        var units = part.Length + 2;
        for (var from = 0; from == 0 || from + Shortest <= units; from++)
        {
            var hash = WordReader.Empty;
            for (var size = 1; size <= Longest && from + size <= units; size++)
            {
                var at = from + size - 1;
                hash = WordReader.Extend(hash, at == 0 || at == units - 1 ? ' ' : part[at - 1]);
                if (size >= Shortest)
                {
                    _grams.Add(Key(hash));
                }
            }
        }
    }

    /// <summary>The upper half: of a hundred thousand n-grams two or three share one of these.</summary>
    private static uint Key(ulong hash) => (uint)(StableHash.Mix(hash) >> 32);
}
