using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data.Reading.Formats;

/// <summary>
/// Reads the rows of a file that is not text with separators, in the file's order. What it gives is read on as CSV is:
/// the same types, repairs, quarantine and receipt.
/// </summary>
internal abstract class RowReader : IDisposable
{
    /// <summary>The columns' names, where the format gives them; null: the first rows tell, as those of CSV do.</summary>
    public virtual IReadOnlyList<string>? Names => null;

    /// <summary>What a reader should know of the file.</summary>
    public virtual IReadOnlyList<Note> Notes => [];

    /// <summary>Where the row stands that was read last, from 1: a line, a row of a sheet, a row of a table.</summary>
    public long Line { get; protected set; }

    /// <summary>Why the row that was read last cannot be used; null where it can.</summary>
    public RowFault? Fault { get; protected set; }

    /// <summary>Reads the next row and writes its cells. False at the end.</summary>
    /// <exception cref="ProblemException">The file is damaged, or exceeds a bound.</exception>
    public abstract bool Next(CellLine cells);

    public abstract void Dispose();
}

/// <summary>Why a row cannot be used.</summary>
/// <param name="Reason">One of <see cref="RowFaults"/>.</param>
/// <param name="Column">The column at fault; null: the row.</param>
internal sealed record RowFault(string Reason, string? Column = null);
