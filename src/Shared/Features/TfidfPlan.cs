using MLOpsFunctions.Features.Ngrams;

namespace MLOpsFunctions.Features;

/// <summary>
/// The encoding of prose: its n-grams and its length. Each n-gram is a feature; its value grows with its frequency in
/// the text, and falls with the number of training texts that have it. N-grams are known by their hashes only, so no
/// text is kept. Forms without n-grams have no tables.
/// </summary>
/// <param name="Texts">The number of training texts, without missing ones.</param>
/// <param name="Tables">The n-grams, by kind.</param>
/// <param name="Length">Centre and spread of the logarithm of a text's length; null in the native form.</param>
/// <param name="Scores">In the native form, the text target encoding; null if there is none.</param>
public sealed record TfidfPlan(int Texts, IReadOnlyList<NgramTable> Tables, Scale? Length, TextTargetEncoding? Scores = null)
{
    /// <summary>The number of features of all tables.</summary>
    internal int Width => Tables.Sum(table => table.Keys.Count);
}

/// <summary>N-grams of one kind that enough training texts had.</summary>
/// <param name="Keys">Their hashes, ascending; the index of a hash is its feature.</param>
/// <param name="Counts">The number of training texts with each.</param>
public sealed record NgramTable(NgramKind Kind, IReadOnlyList<uint> Keys, IReadOnlyList<int> Counts)
{
    private NgramIndex? _index;

    /// <summary>Finds the features of hashes; made on first use, and two threads make the same.</summary>
    internal NgramIndex Index(int texts) => _index ??= new(this, texts);
}

/// <summary>The kinds of n-grams.</summary>
public enum NgramKind
{
    /// <summary>Single words.</summary>
    Words,

    /// <summary>Single words, and pairs of adjacent words.</summary>
    WordPairs,

    /// <summary>Runs of 3 to 5 characters within the parts between blanks, with a blank on either side.</summary>
    Characters,
}
