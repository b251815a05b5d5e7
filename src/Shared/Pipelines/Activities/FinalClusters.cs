using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Experiments;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Clustering;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>
/// What becomes of clusters once they are found: they keep the numbers of the version that serves, and tiny ones are
/// noted.
/// </summary>
internal sealed class FinalClusters(PipelineServices services)
{
    /// <summary>The share of rows below which a cluster is noted.</summary>
    private const double TinyShare = 0.01;

    /// <summary>The model under its final numbers, and what a reader should know; unchanged where it has no clusters.</summary>
    /// <param name="model">The model, as it was fitted.</param>
    /// <param name="data">What it was fitted on.</param>
    /// <param name="job">The training.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<(TrainedModel Model, IReadOnlyList<string> Notes)> FinishAsync(
        TrainedModel model,
        PreparedData data,
        TrainingJob job,
        CancellationToken cancellation
    )
    {
        if (model.Model is not KMeansModel clusters)
        {
            return (model, []);
        }

        var (rows, notes) = (data.Frame.Take([.. data.Split.Training, .. data.Split.Validation]), new List<string>());
        if (job.NumberedAfter is { } version)
        {
            var numbering = await FollowAsync(model, clusters, rows, job.Model, version, cancellation);
            clusters = numbering is null ? clusters : clusters.Renumber(numbering.Numbers);
            (model, var note) = (
                model.With(clusters),
                numbering is null ? ClusterNotes.NotFollowed(version) : ClusterNotes.Followed(version, numbering)
            );
            notes.Add(note);
        }

        var sizes = model.Predict(rows, services.Settings.Threads).Values.CountBy(number => (int)number).ToDictionary();
        int[] tiny = [.. clusters.Numbers.Where(number => sizes.GetValueOrDefault(number) < TinyShare * rows.RowCount)];
        return (
            model,
            tiny.Length == 0 ? notes : [.. notes, ClusterNotes.Tiny(tiny, [.. tiny.Select(number => sizes.GetValueOrDefault(number))])]
        );
    }

    /// <summary>Null where the earlier version has no clusters, cannot be read or cannot take the rows.</summary>
    private async Task<ClusterNumbering?> FollowAsync(
        TrainedModel model,
        KMeansModel clusters,
        DataFrame rows,
        string name,
        int version,
        CancellationToken cancellation
    )
    {
        try
        {
            var registered = await services.Registry.FindAsync(name, version, cancellation);
            var earlier = registered is null ? null : await services.LoadModelAsync(registered.Artifact, cancellation);
            return earlier?.Model is KMeansModel before && earlier.Task == ModelTask.Clustering
                ? ClusterNumbering.Follow(Numbers(model, rows), clusters.ClusterCount, Numbers(earlier, rows), before.Numbers)
                : null;
        }
        catch (Exception fault) when (fault is ProblemException or InvalidDataException or InvalidModelException)
        {
            return null;
        }
    }

    private int[] Numbers(TrainedModel model, DataFrame rows) =>
        Array.ConvertAll(model.Predict(rows, services.Settings.Threads).Values, number => (int)number);
}
