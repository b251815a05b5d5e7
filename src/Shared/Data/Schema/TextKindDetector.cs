using MLOpsFunctions.Data.Text;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Schema;

/// <summary>Tells categories from prose by the distinct texts of a column.</summary>
internal static class TextKindDetector
{
    /// <summary>Fewest words of letters, on average, of texts that are read for what they say; names and codes have fewer.</summary>
    private const double MinWords = 3;

    /// <summary>Distinct texts looked at, evenly spread.</summary>
    private const int Sample = 1000;

    /// <summary>
    /// Prose is texts of several words that hardly repeat themselves: there are more of them than a category may have
    /// levels, or as good as each row has its own. What is private is a category.
    /// </summary>
    public static TextKind KindOf(TextColumn column, bool isPrivate)
    {
        var present = column.Codes.Count(code => code >= 0);
        var isVaried = column.Levels.Length > DefinitionDefaults.MaxLevels || column.Levels.Length * 2 > present;
        return !isPrivate && isVaried && HasSentences(column) ? TextKind.Prose : TextKind.Category;
    }

    /// <summary>Whether the texts are of several words on average. What has a digit in it is a code or a quantity.</summary>
    public static bool HasSentences(TextColumn column, double minWords = MinWords)
    {
        var (reader, words, count) = (new Tokenizer(), 0L, Math.Min(Sample, column.Levels.Length));
        for (var i = 0; i < count; i++)
        {
            reader.Read(column.Levels[(int)((long)i * column.Levels.Length / count)]);
            foreach (var place in reader.Places)
            {
                words += IsOfLetters(reader.Folded[place]) ? 1 : 0;
            }
        }

        return count > 0 && words >= minWords * count;
    }

    private static bool IsOfLetters(ReadOnlySpan<char> word)
    {
        foreach (var unit in word)
        {
            if (
                !char.IsLetter(unit)
                && !char.IsSurrogate(unit)
                && char.GetUnicodeCategory(unit) > System.Globalization.UnicodeCategory.EnclosingMark
            )
            {
                return false;
            }
        }

        return true;
    }
}
