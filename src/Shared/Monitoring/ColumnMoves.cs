namespace MLOpsFunctions.Monitoring;

/// <summary>Tells how a column moved.</summary>
internal static class ColumnMoves
{
    /// <summary>A share that changes less than this is not told.</summary>
    private const double LeastShare = 0.02;

    /// <summary>What moved: the median or the category with the greatest change, then shares.</summary>
    public static IReadOnlyList<ColumnMove> Of(ColumnSample column)
    {
        var (bins, moves) = (column.Bins, new List<ColumnMove>());
        if (column.Numbers is { } numbers)
        {
            moves.Add(new(MoveKind.Median, null, numbers.Median(numbers.ReferenceBelow), numbers.Median(numbers.CurrentBelow)));
        }

        if (column.Levels.Count > 0)
        {
            var bin = Enumerable.Range(1, column.Levels.Count).MaxBy(bin => Math.Abs(bins.CurrentShare(bin) - bins.ReferenceShare(bin)));
            moves.Add(Share(MoveKind.Level, bins, bin, column.Levels[bin - 1]));
        }

        if (column.Kind == ColumnKind.Category)
        {
            moves.Add(Share(MoveKind.Unseen, bins, bins.Reference.Length - 1));
        }

        moves.Add(Share(MoveKind.Missing, bins, 0));
        if (column.Words is [var unknown, ..])
        {
            moves.Add(Share(MoveKind.UnknownWords, unknown, 0));
        }

        return [.. moves.Where(move => move.What == MoveKind.Median || Math.Abs(move.Now - move.Before) >= LeastShare)];
    }

    private static ColumnMove Share(MoveKind what, BinCounts bins, int bin, string? level = null) =>
        new(what, level, bins.ReferenceShare(bin), bins.CurrentShare(bin));
}
