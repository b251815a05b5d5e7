namespace MLOpsFunctions.Data.Reading;

/// <summary>When a column is what most of its cells are.</summary>
internal static class MajorityRule
{
    /// <summary>Share of cells that may be no number in a column of numbers: unparsed of a hand-edited file, not a second meaning.</summary>
    private const double MaxStrayShare = 0.05;

    /// <summary>In a short file one stray is more than that share; this many good cells outweigh it.</summary>
    private const int OutweighOne = 4;

    /// <summary>
    /// Whether a column is of a type that so many cells fit and so many do not; those that are missing count for
    /// neither.
    /// </summary>
    public static bool Holds(long fits, long unparsed) =>
        fits > 0 && (unparsed <= MaxStrayShare * (fits + unparsed) || (unparsed == 1 && fits >= OutweighOne));
}
