using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Monitoring;

/// <summary>
/// The bins of one column, from its training profile, with the current rows in each. The first bin has the missing
/// cells. Prose has bins by the length of texts, because every text is new.
/// </summary>
internal abstract class ColumnBins(string column)
{
    public string Column => column;

    /// <summary>Current rows whose frame has the column.</summary>
    public long Rows { get; private set; }

    /// <summary>The bins of a column of a profile of so many rows.</summary>
    public static ColumnBins Of(ColumnProfile profile, int rows) =>
        profile.Type != ColumnType.Text ? new NumberBins(profile, rows)
        : profile.Numbers is null ? new CategoryBins(profile, rows)
        : new ProseBins(profile, rows);

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

    /// <summary>The column then and now, as tests see it.</summary>
    public abstract ColumnSample Sample();

    protected abstract void Count(DataColumn current);
}

/// <summary>The rows in each bin of a column.</summary>
/// <param name="Reference">Training rows.</param>
/// <param name="Current">Current rows, in the same bins.</param>
internal sealed record BinCounts(double[] Reference, double[] Current)
{
    /// <summary>Training rows in all bins.</summary>
    public double ReferenceRows { get; } = Reference.Sum();

    /// <summary>Current rows in all bins.</summary>
    public double CurrentRows { get; } = Current.Sum();

    /// <summary>The rows in one bin, and in all others together.</summary>
    public BinCounts Only(int bin) => new([Reference[bin], ReferenceRows - Reference[bin]], [Current[bin], CurrentRows - Current[bin]]);

    /// <summary>The share of the training rows in a bin, 0 to 1; NaN where there are none.</summary>
    public double ReferenceShare(int bin) => Reference[bin] / ReferenceRows;

    /// <summary>The share of the current rows in a bin, 0 to 1; NaN where there are none.</summary>
    public double CurrentShare(int bin) => Current[bin] / CurrentRows;
}
