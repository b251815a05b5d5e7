using System.Globalization;

namespace MLOpsFunctions.Learning.Clustering;

/// <summary>What people read of clusters beside their figures.</summary>
internal static class ClusterNotes
{
    /// <summary>How the number of clusters was chosen, and whether more were never tried.</summary>
    public static string Chosen(int clusters, int most, double silhouette, bool isBound) =>
        Invariant($"{clusters} clusters: of 2 to {most} they have the greatest mean silhouette, {silhouette:0.###}.")
        + (isBound ? " More were not tried, and there may be more; 'training.clusters' sets their number." : "");

    /// <summary>Clusters of hardly any rows.</summary>
    public static string Tiny(IReadOnlyList<int> clusters, IReadOnlyList<int> rows) =>
        clusters.Count == 1
            ? Invariant($"Cluster {clusters[0]} has less than 1% of the rows ({rows[0]}): these may be outliers and not a group.")
            : Invariant(
                $"Clusters {List(clusters)} have less than 1% of the rows each ({List(rows)}): these may be outliers and not groups."
            );

    /// <summary>How numbers follow an earlier version's.</summary>
    public static string Followed(int version, ClusterNumbering numbering) =>
        Invariant($"Clusters keep the numbers of version {version}, by the rows that they share.")
        + (numbering.New.Count > 0 ? Invariant($" New: {List(numbering.New)}.") : "")
        + (numbering.Gone.Count > 0 ? Invariant($" Gone: {List(numbering.Gone)}.") : "");

    /// <summary>Numbers cannot follow an earlier version's.</summary>
    public static string NotFollowed(int version) =>
        Invariant($"Version {version} cannot group these rows, so the numbers of the clusters are new.");

    private static string List(IReadOnlyList<int> numbers) =>
        string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
