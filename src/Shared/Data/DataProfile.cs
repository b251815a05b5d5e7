using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data;

/// <summary>What a data set looks like, without its rows: the reference that later data is compared with. Stored as JSON.</summary>
/// <param name="Rows">Rows described.</param>
/// <param name="Columns">Every column, in frame order.</param>
public sealed record DataProfile(int Rows, IReadOnlyList<ColumnProfile> Columns);

/// <summary>What a column looks like.</summary>
/// <param name="Name">The column.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Missing">Cells without a value.</param>
/// <param name="Distinct">Distinct values.</param>
/// <param name="Numbers">Summary of numbers, of times as ticks, and of prose by the lengths of its texts in characters;
/// null for categories.</param>
/// <param name="Levels">The commonest categories, at most 10,000, each with its share of all rows; empty for other columns.</param>
public sealed record ColumnProfile(
    string Name,
    ColumnType Type,
    int Missing,
    int Distinct,
    NumberSummary? Numbers,
    IReadOnlyList<LevelShare> Levels
)
{
    /// <summary>What words the texts of prose have; null: no prose, or described before this was kept.</summary>
    public VocabularySketch? Words { get; init; }
}

/// <summary>Summary of the numbers of a column.</summary>
/// <param name="Min">Least.</param>
/// <param name="Max">Greatest.</param>
/// <param name="Deviation">Standard deviation of the sample.</param>
/// <param name="Edges">Inner edges of bins that hold about a tenth of the values each, ascending, distinct; a value
/// belongs to the bin after the last edge that it reaches.</param>
/// <param name="Shares">Share of all rows in each bin, one more than edges.</param>
public sealed record NumberSummary(
    double Min,
    double Max,
    double Mean,
    double Deviation,
    IReadOnlyList<double> Edges,
    IReadOnlyList<double> Shares
)
{
    /// <summary>The distribution in more detail; null for times, and where it was described before this was kept.</summary>
    public DistributionSketch? Sketch { get; init; }
}

/// <summary>
/// A distribution by some hundred points: between the distribution functions of the sketch and of all values lies one
/// part in 256 at most.
/// </summary>
/// <param name="Points">Values, ascending, distinct; the first is the least.</param>
/// <param name="Rows">Values from each point up to the next, without the next.</param>
public sealed record DistributionSketch(IReadOnlyList<double> Points, IReadOnlyList<int> Rows);

/// <summary>
/// The commonest words of texts, by their hashes: no text can be read from it. Words are taken from every second text,
/// and counted in the others, so that a text of before has as many unknown words as a new one.
/// </summary>
/// <param name="Texts">Texts that were counted.</param>
/// <param name="Words">Hashes of words, the commonest first.</param>
/// <param name="Counts">Counted texts that have each word.</param>
/// <param name="UsualUnknown">Share of unknown words that half of the counted texts exceed, or nearly half.</param>
/// <param name="Unusual">Counted texts with a greater share of unknown words than that.</param>
public sealed record VocabularySketch(int Texts, IReadOnlyList<uint> Words, IReadOnlyList<int> Counts, double UsualUnknown, int Unusual);

/// <summary>A text and how often it occurs.</summary>
/// <param name="Level">The text.</param>
/// <param name="Share">Its share of all rows.</param>
public sealed record LevelShare(string Level, double Share);
