namespace MLOpsFunctions.Monitoring;

/// <summary>
/// The change of the words of texts: the greatest of <c>|c - r|</c>, where r and c are the shares of training and of
/// current texts that have a word, over the thousand commonest words of training; and of texts that have more unknown
/// words than half of the training texts had.
/// </summary>
/// <remarks>
/// Domain: prose, if the profile has a sketch of its words. 0 to 1. Texts are counted and not words, because the words of
/// one text depend on each other. Default threshold: <see cref="Definitions.DefinitionDefaults.VocabularyChange"/>. The
/// p-value is that of <see cref="GTest"/> over two bins for the word that changed most, times the words (Bonferroni; Dunn, Multiple
/// Comparisons Among Means, Journal of the American Statistical Association 56, 1961).
/// </remarks>
internal static class Vocabulary
{
    /// <summary>The change, 0 to 1.</summary>
    /// <param name="words">For each word: texts that have it, and those that do not.</param>
    public static double Change(BinCounts[] words) => words.Max(word => Math.Abs(word.CurrentShare(0) - word.ReferenceShare(0)));

    /// <summary>The p-value, 0 to 1.</summary>
    /// <param name="words">For each word: texts that have it, and those that do not.</param>
    public static double PValue(BinCounts[] words)
    {
        var greatest = words.MaxBy(word => Math.Abs(word.CurrentShare(0) - word.ReferenceShare(0)))!;
        return Math.Min(1, GTest.PValue(greatest.Reference, greatest.Current) * words.Length);
    }
}
