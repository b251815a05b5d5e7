using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Clustering;
using MLOpsFunctions.Models;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Experiments;

/// <summary>A version whose clusters keep their numbers.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Model">Its model; null: it cannot be read.</param>
internal sealed record EarlierClusters(int Version, TrainedModel? Model);

/// <summary>
/// What becomes of clusters once they are found: they keep the numbers of the version that serves, and tiny ones are
/// noted.
/// </summary>
internal static class FinalClusters
{
    /// <summary>The share of rows below which a cluster is noted.</summary>
    private const double TinyShare = 0.01;

    /// <summary>The model under its final numbers, and what a reader should know; unchanged where it has no clusters.</summary>
    /// <param name="model">The model, as it was fitted.</param>
    /// <param name="data">What it was fitted on.</param>
    /// <param name="earlier">The version whose clusters keep their numbers; null: none.</param>
    public static (TrainedModel Model, IReadOnlyList<Note> Notes) Finish(TrainedModel model, PreparedData data, EarlierClusters? earlier)
    {
        if (model.Model is not KMeansModel clusters)
        {
            return (model, []);
        }

        var (rows, notes) = (data.Frame.Take([.. data.Split.Training, .. data.Split.Validation]), new List<Note>());
        if (earlier is not null)
        {
            var numbering = Follow(model, clusters, rows, earlier.Model, data.Threads);
            clusters = numbering is null ? clusters : clusters.Renumber(numbering.Numbers);
            model = model.With(clusters);
            notes.Add(
                numbering is null
                    ? ClusterNotes.NotFollowed(earlier.Version)
                    : ClusterNotes.Followed(earlier.Version, numbering.New, numbering.Gone)
            );
        }

        var sizes = Numbers(model, rows, data.Threads).CountBy(number => number).ToDictionary();
        int[] tiny = [.. clusters.Numbers.Where(number => sizes.GetValueOrDefault(number) < TinyShare * rows.RowCount)];
        return (
            model,
            tiny.Length == 0 ? notes : [.. notes, ClusterNotes.Tiny(tiny, [.. tiny.Select(number => sizes.GetValueOrDefault(number))])]
        );
    }

    /// <summary>Null where the earlier version has no clusters, or cannot take the rows.</summary>
    private static ClusterNumbering? Follow(TrainedModel model, KMeansModel clusters, DataFrame rows, TrainedModel? earlier, int threads)
    {
        if (earlier is not { Task: ModelTask.Clustering, Model: KMeansModel before })
        {
            return null;
        }

        try
        {
            return ClusterNumbering.Follow(
                Numbers(model, rows, threads),
                clusters.ClusterCount,
                Numbers(earlier, rows, threads),
                before.Numbers
            );
        }
        catch (Exception fault) when (fault is ProblemException or InvalidDataException or InvalidModelException)
        {
            return null;
        }
    }

    private static int[] Numbers(TrainedModel model, DataFrame rows, int threads) =>
        Array.ConvertAll(model.Predict(rows, threads).Values, number => (int)number);
}
