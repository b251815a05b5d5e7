using MLOpsFunctions.Data.Reading;

namespace MLOpsFunctions.Data.Schema;

/// <summary>
/// Gives the two answers of a column of truth values one spelling each: true, True and TRUE are one. Other words may
/// differ by their case on purpose.
/// </summary>
internal static class BooleanNormalizer
{
    private const int MaxSpellings = 12;

    /// <summary>
    /// The column with each answer as the training file spelled it or, where this is the training file, in its
    /// commonest spelling. A column of other words is left as it is.
    /// </summary>
    public static ParsedColumn Unify(ParsedColumn fitted, ColumnFormat? known)
    {
        if (fitted.Column is not TextColumn text)
        {
            return fitted;
        }

        if (known is not null)
        {
            return known.Boolean is { } words ? Respell(fitted, text, words.Spell) : fitted;
        }

        var unified =
            text.Levels.Length is > 2 and <= MaxSpellings && BooleanWords.AreOnePair(text.Levels)
                ? Respell(fitted, text, Commonest(text))
                : fitted;
        return unified with { Format = unified.Format with { Boolean = BooleanWords.Of(((TextColumn)unified.Column).Levels) } };
    }

    private static Func<string, string> Commonest(TextColumn text)
    {
        var counts = new int[text.Levels.Length];
        foreach (var code in text.Codes)
        {
            _ = code < 0 ? 0 : ++counts[code];
        }

        var chosen = Enumerable
            .Range(0, counts.Length)
            .GroupBy(code => text.Levels[code].ToLowerInvariant())
            .ToDictionary(answer => answer.Key, answer => text.Levels[answer.OrderByDescending(code => counts[code]).First()]);
        return level => chosen[level.ToLowerInvariant()];
    }

    private static ParsedColumn Respell(ParsedColumn fitted, TextColumn text, Func<string, string> spell)
    {
        var spelled = Array.ConvertAll(text.Levels, level => spell(level));
        string[] levels = [.. spelled.Distinct(StringComparer.Ordinal)];
        var map = Array.ConvertAll(spelled, level => Array.IndexOf(levels, level));
        var codes = Array.ConvertAll(text.Codes, code => code < 0 ? -1 : map[code]);
        var repairs = Array.ConvertAll(text.Codes, code => code < 0 || spelled[code] == text.Levels[code] ? Repairs.None : Repairs.Case);
        return fitted with { Column = new TextColumn(text.Name, codes, levels).WithoutUnusedLevels(), Repairs = repairs };
    }
}
