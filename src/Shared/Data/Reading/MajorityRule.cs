namespace MLOpsFunctions.Data.Reading;

/// <summary>When a column is what most of its cells are.</summary>
internal static class MajorityRule
{
    /// <summary>Share of cells in a column of numbers that may be no numbers, as in a file that was edited by hand.</summary>
    private const double MaxUnparsedShare = 0.05;

    /// <summary>In a short file one such cell is more than that share. So many good cells outweigh it.</summary>
    private const int OutweighOne = 4;

    /// <summary>
    /// Whether a column is of a type that so many cells fit and so many do not; those that are missing count for
    /// neither.
    /// </summary>
    public static bool Holds(long fits, long unparsed) =>
        fits > 0 && (unparsed <= MaxUnparsedShare * (fits + unparsed) || (unparsed == 1 && fits >= OutweighOne));
}
