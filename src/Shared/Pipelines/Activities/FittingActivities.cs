using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Experiments;
using MLOpsFunctions.Experiments.Ensembles;
using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>Fits the winner without the test rows, to be judged, and with them, to serve. Stores both models.</summary>
internal sealed class FittingActivities(PipelineServices services, PreparedDataCache cache)
{
    public async Task<FittedModel> FitAsync(FitWinner request, CancellationToken cancellation)
    {
        var data = await cache.PrepareAsync(request.Job, cancellation);
        var trials = await services.Trials.ListAsync(request.Job.Run, request.Trials, cancellation);
        if (await FindEnsembleAsync(request, data, trials, cancellation) is { } ensemble)
        {
            await services.Trials.WriteAsync(request.Job.Run, ensemble, cancellation);
            trials = [.. trials, ensemble];
        }

        var earlier = request.Job.NumberedAfter is { } version ? await LoadClustersAsync(request.Job.Model, version, cancellation) : null;
        var winner = new WinnerFit(data, services.Trainers, cancellation).Fit(trials, earlier);
        var digest = await services.Artifacts.WriteAsync(winner.Model.Write, cancellation);
        return new(digest, winner.Trial.Number, winner.Trial.Trainer, winner.Notes, winner.Answers, RunEnvironment.Current);
    }

    public async Task<FittedModel> RefitAsync(RefitModel request, CancellationToken cancellation)
    {
        var data = await cache.PrepareAsync(request.Job, cancellation);
        var trial = await services.Trials.ReadAsync(request.Job.Run, request.Judged.Trial, cancellation);
        var judged = await services.LoadModelAsync(request.Judged.Digest, cancellation);
        var report = request.Report is { } stored
            ? (await services.Artifacts.ReadJsonAsync<StoredEvaluation>(stored, cancellation)).Report
            : null;
        var (model, declined) = new WinnerFit(data, services.Trainers, cancellation).Refit(judged, trial, report);
        if (declined is not null)
        {
            return request.Judged with { Notes = [declined] };
        }

        var digest = await services.Artifacts.WriteAsync(model.Write, cancellation);
        return request.Judged with
        {
            Digest = digest,
            Notes = digest == request.Judged.Digest ? [] : [EvaluationNotes.LearnedAllRows(data.Frame.RowCount, data.Split.Test.Length)],
        };
    }

    /// <summary>The ensemble of the search's trials, as one more trial; null: none earns its cost.</summary>
    private async Task<Trial?> FindEnsembleAsync(
        FitWinner request,
        PreparedData data,
        IReadOnlyList<Trial> trials,
        CancellationToken cancellation
    )
    {
        if (data is not PreparedTable table || !EnsembleSearch.IsPossible(data, request.Job.Candidates ?? []))
        {
            return null;
        }

        var (candidates, scores) = (EnsembleSearch.Candidates(data, trials), new List<byte[]>());
        foreach (var trial in candidates)
        {
            scores.Add(await services.Artifacts.ReadBytesAsync(trial.Scores!, cancellation));
        }

        return EnsembleSearch.Find(table, trials, candidates, scores, request.Trials);
    }

    /// <summary>The version whose clusters keep their numbers.</summary>
    private async Task<EarlierClusters> LoadClustersAsync(string name, int version, CancellationToken cancellation)
    {
        try
        {
            var registered = await services.Registry.FindAsync(name, version, cancellation);
            return new(version, registered is null ? null : await services.LoadModelAsync(registered.Artifact, cancellation));
        }
        catch (Exception fault) when (fault is ProblemException or InvalidDataException or InvalidModelException)
        {
            return new(version, Model: null);
        }
    }
}
