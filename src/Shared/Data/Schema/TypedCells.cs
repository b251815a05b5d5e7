using MLOpsFunctions.Data.Reading;

namespace MLOpsFunctions.Data.Schema;

/// <summary>The distinct texts of a column read as a type, and how the column is written.</summary>
/// <param name="Cells">What each text is.</param>
/// <param name="Format">How they are written.</param>
/// <param name="Contradiction">What contradicts the training file; null: nothing, or too little to refuse the column.</param>
internal sealed record TypedCells(TypedCell[] Cells, ColumnFormat Format, FormatContradiction? Contradiction = null);

/// <summary>One distinct text, read as a type.</summary>
internal readonly record struct TypedCell(bool IsMissing, string? Fault)
{
    public double Number { get; init; }

    public long Ticks { get; init; }

    public Repairs Repairs { get; init; }

    /// <summary>A form that only a column of nothing else may have: digits alone, or a year of two digits.</summary>
    public bool IsWeak { get; init; }
}

/// <summary>
/// Cells that are written otherwise than those of the training file, in a column that as a whole can no longer be
/// trusted.
/// </summary>
/// <param name="Example">One of them.</param>
/// <param name="Cells">How many there are.</param>
/// <param name="Format">How the training file wrote them.</param>
/// <param name="Type">What the column holds.</param>
internal sealed record FormatContradiction(string Example, long Cells, ColumnFormat Format, Definitions.ColumnType Type)
{
    /// <summary>
    /// Whether so many cells that fit no more speak against the rest: they outweigh the proofs, and either the rest is
    /// doubtful or they are most of the column.
    /// </summary>
    public static bool Outweighs(long against, long proofs, long doubtful, long present) =>
        against > proofs && (doubtful > 0 || 2 * against > present);
}
