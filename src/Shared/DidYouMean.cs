namespace MLOpsFunctions;

/// <summary>Finds the name that a person probably meant.</summary>
public static class DidYouMean
{
    private const int LongestName = 64;

    /// <summary>
    /// The known name nearest to what was found, or null where none is near: at most a third of its characters may
    /// differ. Case does not count. Among equals the first in <paramref name="known"/> wins.
    /// </summary>
    public static string? Nearest(string found, IEnumerable<string> known)
    {
        if (found.Length is 0 or > LongestName)
        {
            return null;
        }

        string? nearest = null;
        var least = Math.Max(1, found.Length / 3) + 1;
        foreach (var name in known)
        {
            // A name whose length differs by more cannot be nearer, so long lists cost little.
            if (
                name.Length <= LongestName
                && Math.Abs(name.Length - found.Length) < least
                && Distance(found, name) is var distance
                && distance < least
            )
            {
                (nearest, least) = (name, distance);
            }
        }

        return nearest;
    }

    /// <summary><c>Did you mean 'x'?</c>, or null where nothing is near.</summary>
    public static string? Sentence(string found, IEnumerable<string> known) =>
        Nearest(found, known) is { } name ? $"Did you mean '{name}'?" : null;

    /// <summary>
    /// Insertions, deletions, replacements and swaps of neighbours that lead from one text to the other (optimal string
    /// alignment; Damerau, CACM 7(3), 1964).
    /// </summary>
    internal static int Distance(string from, string to)
    {
        var (before, last, row) = (new int[to.Length + 1], new int[to.Length + 1], new int[to.Length + 1]);
        for (var j = 0; j <= to.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= from.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                row[j] = Math.Min(Math.Min(last[j], row[j - 1]) + 1, last[j - 1] + (Same(from[i - 1], to[j - 1]) ? 0 : 1));
                if (i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1]))
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[to.Length];
    }

    private static bool Same(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
