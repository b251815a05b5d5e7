using System.Globalization;

namespace MLOpsFunctions.Data;

/// <summary>
/// The two answers of a column of truth values, as its training file spelled them: <c>True</c> and <c>False</c>,
/// <c>Y</c> and <c>N</c>, <c>1</c> and <c>0</c>.
/// </summary>
/// <param name="True">What stands for true.</param>
/// <param name="False">What stands for false.</param>
public sealed record BooleanWords(string True, string False)
{
    private static readonly (string True, string False)[] Pairs =
    [
        ("true", "false"),
        ("yes", "no"),
        ("y", "n"),
        ("t", "f"),
        ("on", "off"),
        ("1", "0"),
        ("ja", "nein"),
        ("j", "n"),
        ("wahr", "falsch"),
        ("oui", "non"),
        ("vrai", "faux"),
        ("si", "no"),
        ("sí", "no"),
        ("sì", "no"),
        ("verdadero", "falso"),
        ("sim", "não"),
        ("tak", "nie"),
    ];

    /// <summary>The words of a column of two levels; null where they are no pair of answers.</summary>
    public static BooleanWords? Of(IReadOnlyList<string> levels) =>
        levels.Count != 2 ? null
        : IsPair(levels[0], levels[1]) ? new(levels[0], levels[1])
        : IsPair(levels[1], levels[0]) ? new(levels[1], levels[0])
        : null;

    /// <summary>Whether these are one pair of answers, in any case of letters.</summary>
    public static bool AreOnePair(IReadOnlyList<string> words) =>
        Array.Exists(Pairs, pair => words.All(word => IsWord(word, pair.True) || IsWord(word, pair.False)));

    /// <summary>How the column spells an answer.</summary>
    public string Spell(bool answer) => answer ? True : False;

    /// <summary>A text as the column spells it, where it says true or false in any of the usual words; else the text itself.</summary>
    public string Spell(string text) =>
        text == True || text == False ? text
        : Read(text) is { } answer ? Spell(answer)
        : text;

    /// <summary>What a text says: true, false, or neither.</summary>
    public static bool? Read(string text)
    {
        // A whole number may have been written as a float.
        var word = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number switch
            {
                0 => "0",
                1 => "1",
                _ => text,
            }
            : text;
        return Array.Exists(Pairs, pair => IsWord(word, pair.True)) ? true
            : Array.Exists(Pairs, pair => IsWord(word, pair.False)) ? false
            : null;
    }

    private static bool IsPair(string yes, string no) => Array.Exists(Pairs, pair => IsWord(yes, pair.True) && IsWord(no, pair.False));

    private static bool IsWord(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
