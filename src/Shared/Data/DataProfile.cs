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
);

/// <summary>Summary of the numbers of a column.</summary>
/// <param name="Min">Least.</param>
/// <param name="Max">Greatest.</param>
/// <param name="Mean">Mean.</param>
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
);

/// <summary>A text and how often it occurs.</summary>
/// <param name="Level">The text.</param>
/// <param name="Share">Its share of all rows.</param>
public sealed record LevelShare(string Level, double Share);
