using MLOpsFunctions.Features;

namespace MLOpsFunctions.Shared.Tests.Features.Ngrams;

/// <summary>
/// TF-IDF as a book writes it: n-grams are strings, and vectors dictionaries. For texts of small ASCII letters, digits
/// and blanks.
/// </summary>
internal static class NaiveTfIdf
{
    public static IReadOnlyList<string> Grams(string text, NgramKind kind)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return kind switch
        {
            NgramKind.Words => words,
            NgramKind.WordPairs => [.. words, .. words.Zip(words.Skip(1), (first, second) => $"{first} {second}")],
            _ =>
            [
                .. words
                    .Select(word => $" {word} ")
                    .SelectMany(part =>
                        Enumerable
                            .Range(3, 3)
                            .SelectMany(size =>
                                part.Length <= size
                                    ? size == 3 || part.Length == size
                                        ? [part]
                                        : Array.Empty<string>()
                                    : Enumerable.Range(0, part.Length - size + 1).Select(from => part.Substring(from, size))
                            )
                    ),
            ],
        };
    }

    /// <summary>N-grams that enough training texts have, with the number of these.</summary>
    public static Dictionary<string, int> Fit(IReadOnlyList<string> texts, NgramKind kind, int least) =>
        texts
            .SelectMany(text => Grams(text, kind).Distinct())
            .GroupBy(gram => gram)
            .Where(gram => gram.Count() >= least)
            .ToDictionary(gram => gram.Key, gram => gram.Count());

    /// <summary>A text's vector, of length <paramref name="norm"/>.</summary>
    public static Dictionary<string, double> Encode(
        string text,
        NgramKind kind,
        Dictionary<string, int> frequencies,
        int texts,
        double norm
    )
    {
        var vector = Grams(text, kind)
            .Where(frequencies.ContainsKey)
            .GroupBy(gram => gram)
            .ToDictionary(
                gram => gram.Key,
                gram => (1 + Math.Log(gram.Count())) * (Math.Log((1.0 + texts) / (1 + frequencies[gram.Key])) + 1)
            );
        var length = Math.Sqrt(vector.Values.Sum(value => value * value));
        return vector.ToDictionary(entry => entry.Key, entry => norm * entry.Value / length);
    }
}
