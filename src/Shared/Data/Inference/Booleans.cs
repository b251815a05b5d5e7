using MLOpsFunctions.Data.Reading;

namespace MLOpsFunctions.Data.Inference;

/// <summary>Merges what is one answer in several cases of letters: true, True and TRUE. Other words may differ by their case on purpose.</summary>
internal static class Booleans
{
    private static readonly string[][] Pairs = [["true", "false"], ["yes", "no"], ["y", "n"], ["t", "f"], ["on", "off"]];

    /// <summary>The column, each answer in its commonest spelling. A column of one spelling, or of other words, is left as it is.</summary>
    public static FittedColumn Merge(FittedColumn fitted)
    {
        if (fitted.Column is not TextColumn text || text.Levels.Length is < 2 or > 12)
        {
            return fitted;
        }

        var answers = Array.ConvertAll(text.Levels, level => level.ToLowerInvariant());
        if (answers.Distinct().Count() == answers.Length || !Array.Exists(Pairs, pair => Array.TrueForAll(answers, pair.Contains)))
        {
            return fitted;
        }

        var counts = new int[text.Levels.Length];
        foreach (var code in text.Codes)
        {
            _ = code < 0 ? 0 : ++counts[code];
        }

        var chosen = Enumerable.Range(0, answers.Length).GroupBy(code => answers[code]).ToDictionary(answer => answer.Key, answer => answer.OrderByDescending(code => counts[code]).First());
        var merged = Array.ConvertAll(text.Codes, code => code < 0 ? -1 : chosen[answers[code]]);
        var repairs = Array.ConvertAll(text.Codes, code => code < 0 || chosen[answers[code]] == code ? Repairs.None : Repairs.Case);
        return fitted with { Column = new TextColumn(text.Name, merged, text.Levels).WithoutUnusedLevels(), Repairs = repairs };
    }
}
