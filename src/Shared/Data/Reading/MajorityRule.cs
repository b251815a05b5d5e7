namespace MLOpsFunctions.Data.Reading;

/// <summary>Decides whether most cells of a column are of a type, so that the column is.</summary>
internal static class MajorityRule
{
    /// <summary>Most cells of a column of numbers that may be other than numbers, as a share. Edited files have such cells.</summary>
    private const double MaxUnparsedShare = 0.05;

    /// <summary>In a short file one such cell is more than that share. So many good cells outweigh it.</summary>
    private const int OutweighOne = 4;

    /// <summary>
    /// Whether a column is of a type, given how many of its cells are and how many are not. Missing cells do not count.
    /// </summary>
    public static bool Holds(long fits, long unparsed) =>
        fits > 0 && (unparsed <= MaxUnparsedShare * (fits + unparsed) || (unparsed == 1 && fits >= OutweighOne));
}
