using MLOpsFunctions.Features.Ngrams;

namespace MLOpsFunctions.Features;

/// <summary>
/// How prose is encoded: by its n-grams, each a feature that weighs more the oftener the text has it and the fewer
/// training texts did, and by its length. N-grams are known by a hash alone, so that no text is kept. In the forms
/// without n-grams there are no tables.
/// </summary>
/// <param name="Texts">Training texts, missing ones aside.</param>
/// <param name="Tables">The n-grams that count, by kind.</param>
/// <param name="Length">Centre and spread of the logarithm of a text's length; null in the native form.</param>
/// <param name="Scores">In the native form, what the words speak for; null where nothing was learned of them.</param>
public sealed record TfidfPlan(int Texts, IReadOnlyList<NgramTable> Tables, Scale? Length, TextTargetEncoding? Scores = null)
{
    /// <summary>Features of all tables.</summary>
    internal int Width => Tables.Sum(table => table.Keys.Count);
}

/// <summary>N-grams of one kind that enough training texts had.</summary>
/// <param name="Keys">Their hashes, ascending; the place of one is its feature.</param>
/// <param name="Counts">In how many training texts each was.</param>
public sealed record NgramTable(NgramKind Kind, IReadOnlyList<uint> Keys, IReadOnlyList<int> Counts)
{
    private NgramIndex? _index;

    /// <summary>Finds the features of hashes; made once, and two threads that make it make the same.</summary>
    internal NgramIndex Index(int texts) => _index ??= new(this, texts);
}

/// <summary>What is counted in a text.</summary>
public enum NgramKind
{
    /// <summary>Single words.</summary>
    Words,

    /// <summary>Single words, and pairs of words that follow each other.</summary>
    WordPairs,

    /// <summary>Runs of 3 to 5 characters within the parts between blanks, with a blank on either side.</summary>
    Characters,
}
