using MLOpsFunctions.Data.Text;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Data.Profiling;

/// <summary>Finds which words of a sketch a text has. Not safe for more than one thread.</summary>
/// <param name="words">Hashes of the words.</param>
internal sealed class TextWords(IReadOnlyList<uint> words)
{
    private readonly Tokenizer _tokenizer = new();
    private readonly HashSet<int> _known = [];
    private readonly Dictionary<uint, int> _index = words.Select((word, i) => (word, i)).ToDictionary(word => word.word, word => word.i);

    /// <summary>Numbers of the words that the text has, each once.</summary>
    public IReadOnlyCollection<int> Known => _known;

    /// <summary>Reads a text; gives the share of its words that are unknown, 0 to 1; 0 of a text without words.</summary>
    public double Read(string text)
    {
        _tokenizer.Read(text);
        _known.Clear();
        var unknown = 0;
        foreach (var word in _tokenizer.Words)
        {
            if (_index.TryGetValue(Hash(word), out var known))
            {
                _known.Add(known);
            }
            else
            {
                unknown++;
            }
        }

        return _tokenizer.Words.Count == 0 ? 0 : unknown / (double)_tokenizer.Words.Count;
    }

    /// <summary>The hash of a word in sketches.</summary>
    public static uint Hash(ulong word) => (uint)(StableHash.Mix(word) >> 32);
}
