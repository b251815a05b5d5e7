using System.Globalization;
using System.Text;

namespace MLOpsFunctions.Data.Text;

/// <summary>
/// Reads running text: folds it (<see cref="TextFolding"/>) and finds its words. A word is a run of letters, marks and
/// digits; in scripts that put no blanks between words each character is one, and so is each symbol, exclamation and
/// question mark, because these carry mood and money. Everything else separates. It reuses its buffers, so it is for one
/// thread only.
/// </summary>
internal sealed class Tokenizer
{
    /// <summary>
    /// UTF-16 units that are read of a text, 15 pages: what one row may cost is bounded, and what follows seldom says
    /// anything else.
    /// </summary>
    public const int MaxCharacters = 1 << 15;

    /// <summary>Offset and prime of FNV-1a in 64 bits (Fowler, Noll and Vo; draft-eastlake-fnv).</summary>
    private const ulong Offset = 0xCBF29CE484222325;
    private const ulong Prime = 0x100000001B3;

    private readonly List<ulong> _words = [];
    private readonly List<Range> _places = [];
    private char[] _folded = [];
    private int _length;

    /// <summary>The text as folded.</summary>
    public ReadOnlySpan<char> Folded => _folded.AsSpan(0, _length);

    /// <summary>A hash of each word, in order: FNV-1a over its folded UTF-16 units.</summary>
    public IReadOnlyList<ulong> Words => _words;

    /// <summary>Where each word stands in <see cref="Folded"/>.</summary>
    public IReadOnlyList<Range> Places => _places;

    /// <summary>Reads a text; what was read before is gone.</summary>
    public void Read(ReadOnlySpan<char> text)
    {
        text = text[..Math.Min(text.Length, MaxCharacters)];
        if (_folded.Length < text.Length)
        {
            _folded = new char[text.Length];
        }

        _length = TextFolding.Fold(text, _folded);
        _words.Clear();
        _places.Clear();
        FindWords();
    }

    /// <summary>UTF-16 units of a text, as far as it is read.</summary>
    public static int LengthOf(string text) => Math.Min(text.Length, MaxCharacters);

    /// <summary>A hash that goes on from another by one unit.</summary>
    public static ulong Extend(ulong hash, char unit) => (hash ^ unit) * Prime;

    /// <summary>The hash of nothing.</summary>
    public static ulong Empty => Offset;

    private void FindWords()
    {
        var (start, hash) = (-1, Offset);
        for (int at = 0, size; at < _length; at += size)
        {
            // Folding has left no half of a surrogate pair.
            _ = Rune.DecodeFromUtf16(Folded[at..], out var rune, out size);
            var kind = KindOf(rune);
            if (start >= 0 && kind != CharacterKind.Part)
            {
                Add(start, at, hash);
                (start, hash) = (-1, Offset);
            }

            if (kind == CharacterKind.Separator)
            {
                continue;
            }

            start = start < 0 ? at : start;
            for (var unit = at; unit < at + size; unit++)
            {
                hash = Extend(hash, _folded[unit]);
            }

            if (kind == CharacterKind.Whole)
            {
                Add(start, at + size, hash);
                (start, hash) = (-1, Offset);
            }
        }

        if (start >= 0)
        {
            Add(start, _length, hash);
        }
    }

    private void Add(int from, int to, ulong hash)
    {
        _words.Add(hash);
        _places.Add(from..to);
    }

    private static CharacterKind KindOf(Rune rune)
    {
        if (rune.Value < 128)
        {
            return char.IsAsciiLetterOrDigit((char)rune.Value) ? CharacterKind.Part
                : rune.Value is '!' or '?' or '$' or '+' or '<' or '>' or '=' or '^' ? CharacterKind.Whole
                : CharacterKind.Separator;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.OtherLetter when HasNoBlanks(rune.Value) => CharacterKind.Whole,
            <= UnicodeCategory.LetterNumber => CharacterKind.Part, // letters, marks, digits
            >= UnicodeCategory.MathSymbol and <= UnicodeCategory.OtherSymbol => CharacterKind.Whole,
            _ => CharacterKind.Separator,
        };
    }

    /// <summary>Thai to Myanmar, Khmer, kana, Bopomofo and Han, by their blocks (The Unicode Standard, chapters 16 and 18).</summary>
    private static bool HasNoBlanks(int value) =>
        value
            is (>= 0x0E00 and <= 0x0EFF)
                or (>= 0x1000 and <= 0x109F)
                or (>= 0x1780 and <= 0x17FF)
                or (>= 0x3040 and <= 0x312F)
                or (>= 0x31A0 and <= 0x31FF)
                or (>= 0x3400 and <= 0x9FFF)
                or (>= 0xF900 and <= 0xFAFF)
                or (>= 0x20000 and <= 0x3FFFF);

    private enum CharacterKind
    {
        Separator,
        Part,
        Whole,
    }
}
