using static System.FormattableString;
using static MLOpsFunctions.Notes.Wording;

namespace MLOpsFunctions.Notes;

/// <summary>Notes on clusters.</summary>
internal static class ClusterNotes
{
    /// <summary>How the number of clusters was chosen.</summary>
    /// <param name="clusters">Their number.</param>
    /// <param name="most">The greatest number that was tried.</param>
    /// <param name="silhouette">The mean silhouette, -1 to 1.</param>
    /// <param name="isBound">Whether more were never tried.</param>
    public static Note Chosen(int clusters, int most, double silhouette, bool isBound) =>
        new("clusters-chosen", ("clusters", clusters), ("most", most), ("silhouette", silhouette), ("bound", isBound));

    /// <summary>Clusters have hardly any rows.</summary>
    /// <param name="clusters">Their numbers.</param>
    /// <param name="rows">The rows of each.</param>
    public static Note Tiny(IReadOnlyList<int> clusters, IReadOnlyList<int> rows) =>
        new("tiny-clusters", ("clusters", clusters.Take(Most)), ("rows", rows.Take(Most)), ("count", clusters.Count));

    /// <summary>The clusters keep the numbers of an earlier version.</summary>
    /// <param name="added">Numbers that it did not have.</param>
    /// <param name="gone">Numbers that it alone has.</param>
    public static Note Followed(int version, IReadOnlyList<int> added, IReadOnlyList<int> gone) =>
        new(
            "clusters-followed",
            ("version", version),
            ("new", added.Take(Most)),
            ("newCount", added.Count),
            ("gone", gone.Take(Most)),
            ("goneCount", gone.Count)
        );

    /// <summary>Numbers could not follow an earlier version's.</summary>
    public static Note NotFollowed(int version) => new("clusters-not-followed", ("version", version));

    internal static string? Sentence(Note note) =>
        note.Code switch
        {
            "clusters-chosen" => Invariant(
                $"{note.Number("clusters")} clusters: of 2 to {note.Number("most")} they have the greatest mean "
            )
                + Invariant($"silhouette, {note.Number("silhouette"):0.###}.")
                + (note.Is("bound") ? " More were not tried, and there may be more; 'training.clusters' sets their number." : ""),
            "tiny-clusters" => note.Number("count") == 1
                ? $"Cluster {Clusters(note)} has less than 1% of the rows ({Rows(note)}): these may be outliers and not a group."
                : $"Clusters {Clusters(note)} have less than 1% of the rows each ({Rows(note)}): these may be outliers and not groups.",
            "clusters-followed" => Invariant($"Clusters keep the numbers of version {note.Number("version")}, by the rows that they share.")
                + (note.Number("newCount") > 0 ? $" New: {Plain(note.Numbers("new"), note.Number("newCount"))}." : "")
                + (note.Number("goneCount") > 0 ? $" Gone: {Plain(note.Numbers("gone"), note.Number("goneCount"))}." : ""),
            "clusters-not-followed" => Invariant($"Version {note.Number("version")} cannot group these rows, so the numbers of the ")
                + "clusters are new.",
            _ => null,
        };

    private static string Clusters(Note note) => Plain(note.Numbers("clusters"), note.Number("count"));

    private static string Rows(Note note) => Plain(note.Numbers("rows"), note.Number("count"));
}
