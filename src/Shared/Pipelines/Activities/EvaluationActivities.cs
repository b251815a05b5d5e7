using System.Diagnostics;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Experiments;
using MLOpsFunctions.Experiments.Ensembles;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;
using MLOpsFunctions.Models.Calibration;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>Compares the winner with the champion and the baseline, and stores the verdict.</summary>
internal sealed class EvaluationActivities(PipelineServices services, PreparedDataCache cache)
{
    public async Task<EvaluationOutcome> EvaluateAsync(EvaluateModel request, CancellationToken cancellation)
    {
        var (job, data) = (request.Job, await cache.PrepareAsync(request.Job, cancellation));
        var file = await services.Artifacts.ReadBytesAsync(request.Model, cancellation);
        var model = TrainedModel.Read(file, services.Trainers.Kinds);
        var winner = request.Trial is { } number ? await services.Trials.ReadAsync(job.Run, number, cancellation) : null;
        var live = (await services.Deployments.GetAsync(job.Model, cancellation)).LiveVersion;
        var (champion, fault) = await LoadChampionAsync(job, job.NewTarget == true ? null : live, cancellation);
        var result = new CandidateEvaluation(data, services.Trainers, cancellation).Evaluate(
            model,
            file.Length,
            winner,
            champion,
            await BaselineRuleAsync(job, cancellation)
        );
        var (report, judgement, naive, insight, notes) = result;
        IReadOnlyList<GateOutcome> conditions =
        [
            .. await LabelConfirmation.GateAsync(services, job.Model, data.Definition, cancellation),
            .. EnsembleCondition.Of(winner),
            .. ForecastConditions.Of(model.Series, judgement.Report, naive),
            .. SliceGates.Judge(data.Gates, judgement.Answers, data.Schema, data.Definition.Training.Seed, data.Threads),
        ];
        var verdict = GateEvaluator.Evaluate(
            data.Gates,
            judgement.Report,
            judgement.Champion,
            judgement.Baseline,
            hasChampion: champion is not null,
            conditions
        );
        Instruments.Judged(job.Model, verdict.Blessed);
        Tell(verdict);
        notes = [.. fault, .. notes];
        var digest = await services.Artifacts.WriteJsonAsync(
            new StoredEvaluation(
                report,
                judgement.Champion,
                judgement.Baseline,
                model.Classes,
                insight,
                [.. data.Notes, .. notes],
                result.AnswerProfile
            ),
            cancellation
        );
        var judged =
            judgement.Report.Rows == report.Rows
                ? null
                : new JudgedRows(judgement.Report.Rows, report.Rows, judgement.Report.DefinedMetrics());
        var mayShadow =
            data.Definition.Rollout is { Strategy: RolloutStrategy.Shadow or RolloutStrategy.ShadowThenCanary, Shadow.Tolerance: { } most }
            && champion is not null
            && NearChampion.Is(verdict, report.DefinedMetrics(), most);
        return new(digest, report.DefinedMetrics(), verdict, live, notes, judged, mayShadow ? true : null);
    }

    /// <summary>Marks every gate in the span of the activity.</summary>
    private static void Tell(GateVerdict verdict)
    {
        foreach (var gate in Activity.Current is { IsAllDataRequested: true } ? verdict.Gates : [])
        {
            ActivityTagsCollection facts = new() { ["mlops.gate"] = gate.Name.ToString(), ["mlops.passed"] = gate.Passed };
            Activity.Current!.AddEvent(new("gate", tags: facts));
        }
    }

    /// <summary>The baseline's decision rule, as its trial learned it; null: it has none.</summary>
    private async Task<DecisionRule?> BaselineRuleAsync(TrainingJob job, CancellationToken cancellation)
    {
        var opening = await services.Trials.ListAsync(job.Run, services.Trainers.Trainers.Count, cancellation);
        return opening.FirstOrDefault(trial => trial.Trainer == BuiltInTrainers.Baseline)?.Rule?.Rule;
    }

    /// <summary>
    /// The champion, as it was judged: the refitted model may have learned rows that are held out here. Null where
    /// nothing serves. A champion that cannot be read does not keep a new version out; a note says so.
    /// </summary>
    private async Task<(JudgedModel? Model, IReadOnlyList<Note> Notes)> LoadChampionAsync(
        TrainingJob job,
        int? live,
        CancellationToken cancellation
    )
    {
        if (live is not { } number)
        {
            return (null, []);
        }

        var version = await services.Registry.FindAsync(job.Model, number, cancellation);
        if (version is null)
        {
            return (null, [EvaluationNotes.NotRegistered(number)]);
        }

        var damage = "";
        foreach (var digest in ((string?[])[version.Evaluated, version.Artifact]).OfType<string>())
        {
            try
            {
                var model = await services.LoadModelAsync(digest, cancellation);
                return (new(version.Trainer, version.Parameters, model), NotesOn(version, digest, job, damage));
            }
            catch (Exception fault) when (fault is InvalidDataException or InvalidModelException)
            {
                damage = fault.Message;
            }
        }

        return (null, [EvaluationNotes.NothingCompared(number, damage)]);
    }

    /// <summary>What a comparison with a champion does not tell.</summary>
    /// <param name="digest">Which of its models was compared.</param>
    /// <param name="job">The training.</param>
    /// <param name="damage">Why it was not the one that was judged.</param>
    private static IReadOnlyList<Note> NotesOn(ModelVersion champion, string digest, TrainingJob job, string damage) =>
        champion.Evaluated is null ? []
        : digest != champion.Evaluated ? [EvaluationNotes.ComparedAsItServes(champion.Number, damage)]
        : champion.Dataset == job.Dataset ? []
        : [EvaluationNotes.ComparedAsJudged(champion.Number)];
}
