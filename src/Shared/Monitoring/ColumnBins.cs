using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Monitoring;

/// <summary>
/// The bins of one column, from its training profile, with the current rows in each. The first bin has the missing
/// cells. Prose has bins by the length of texts, because every text is new; its content is not compared.
/// </summary>
internal abstract class ColumnBins(string column)
{
    public string Column => column;

    /// <summary>Current rows whose frame has the column.</summary>
    public long Rows { get; private set; }

    /// <summary>The bins of a column of a profile of so many rows.</summary>
    public static ColumnBins Of(ColumnProfile profile, int rows) =>
        profile.Type == ColumnType.Text && profile.Numbers is null ? new CategoryBins(profile, rows) : new NumberBins(profile, rows);

    /// <summary>
    /// Counts the rows of a frame. A column of another type counts as missing; a frame without the column is not
    /// counted.
    /// </summary>
    public void Add(DataFrame frame)
    {
        if (frame.Find(Column) is { } found)
        {
            Rows += frame.RowCount;
            Count(found);
        }
    }

    /// <summary>The rows in each bin.</summary>
    public abstract BinCounts Counts();

    /// <summary>Whether most current rows have categories that the training rows had seldom or never; of numbers, nobody can say.</summary>
    public virtual bool IsReplaced(BinCounts counts) => false;

    protected abstract void Count(DataColumn current);
}

/// <summary>The rows in each bin of a column.</summary>
/// <param name="Reference">Training rows.</param>
/// <param name="Current">Current rows, in the same bins.</param>
internal readonly record struct BinCounts(double[] Reference, double[] Current);
