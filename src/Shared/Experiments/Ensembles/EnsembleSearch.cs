using System.Runtime.InteropServices;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning.Ensembles;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Experiments.Ensembles;

/// <summary>Makes an ensemble of a search's trials, if it earns its cost.</summary>
internal static class EnsembleSearch
{
    /// <summary>Scores that a trial keeps at most, so that trials stay small.</summary>
    private const int MostScores = 400_000;

    /// <summary>Scores that are looked at to select, evenly spread over the rows: selection takes about a second.</summary>
    private const int MostCompared = 60_000;

    /// <summary>Trials that may become members, the best ones.</summary>
    private const int MostCandidates = 12;

    /// <summary>Trials of a run that keep scores.</summary>
    private const int MostKept = 200;

    private const int MostOutputs = 100;

    /// <summary>
    /// The share of the best single loss that an ensemble must save, on rows by which neither was chosen: several models cost
    /// several times as much.
    /// </summary>
    public const double LeastGain = 0.01;

    /// <summary>Whether a run on these rows may end in an ensemble.</summary>
    /// <param name="candidates">The names of the run's candidates.</param>
    public static bool IsPossible(PreparedData data, IReadOnlyList<string> candidates) =>
        data is PreparedTable { HasProse: false }
        && candidates.Contains(BuiltInTrainers.Ensemble)
        && data.Dataset.Task is ModelTask.Binary or ModelTask.Multiclass or ModelTask.Regression
        && data.Definition.Training.Objective is null or "squared"
        && data.Labels.Classes.Count <= MostOutputs;

    /// <summary>The scores of a trial that may become a member, as bytes to store; null: it may not.</summary>
    public static byte[]? Keep(Trial trial) =>
        trial is { HeldOut: { Length: > 0 and <= MostScores } scores, Fidelity: 1, Number: < MostKept, Value: { } value }
        && double.IsFinite(value)
        && EnsembleTrainer.Takes(trial.Trainer)
            ? MemoryMarshal.AsBytes<double>(scores).ToArray()
            : null;

    /// <summary>The trials that may become members, the best first.</summary>
    public static IReadOnlyList<Trial> Candidates(PreparedData data, IReadOnlyList<Trial> trials) =>
        [
            .. new SearchPlan([], data.SearchMetric, 0, 0, 0)
                .Ranked(trials.Where(trial => trial is { Scores: not null, Cut: false }))
                .DistinctBy(trial => (trial.Trainer, Json.Write(trial.Fitted)))
                .Take(MostCandidates),
        ];

    /// <summary>The trial of an ensemble; null if none is better than the best single trial by enough.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="trials">All trials of the search.</param>
    /// <param name="candidates">Those that may become members.</param>
    /// <param name="scores">Their stored scores.</param>
    /// <param name="number">The number of the new trial.</param>
    public static Trial? Find(
        PreparedTable data,
        IReadOnlyList<Trial> trials,
        IReadOnlyList<Trial> candidates,
        IReadOnlyList<byte[]> scores,
        int number
    )
    {
        var labels = data.LabelsOf(data.HeldOutRows);
        var own = scores.Select(bytes => MemoryMarshal.Cast<byte, double>(bytes).ToArray()).ToList();
        if (candidates.Count < 2 || own.Exists(all => all.Length != own[0].Length || all.Length % labels.Length != 0))
        {
            return null;
        }

        var (task, outputs) = (data.Dataset.Task, own[0].Length / labels.Length);
        var margins = own.ConvertAll(all => HeldOutMargins.Of(task, all));
        var compared = Evenly(labels.Length, Math.Max(1, MostCompared / outputs));
        var weights = data.ToMeasure(new(task, [], labels, null), data.HeldOutRows).Weights;
        var rows = data.FoldsOf(FeatureEncoding.Dense)[0].Training.Features;
        var selection = new EnsembleSelection(
            new(
                task,
                Array.ConvertAll(compared, row => labels[row]),
                weights is null ? null : Array.ConvertAll(compared, row => weights[row]),
                margins.ConvertAll(all => Take(all, compared, outputs))
            ),
            [.. candidates.Select(trial => ServingCost.Of(trial, rows.FeatureCount, rows.RowCount, outputs))]
        );
        var chosen = selection.Select();
        var (ensemble, single) = selection.CrossValidate();
        if (chosen.Distinct().Count() < 2 || !(ensemble <= (1 - LeastGain) * single))
        {
            return null;
        }

        var all = new HeldOutMargins(task, labels, null, margins);
        var trial = data.Judge(
            new(number, BuiltInTrainers.Ensemble, RecipeOf(candidates, chosen).ToParameters()) { Seed = candidates[0].Seed },
            all.ToScores(all.Mean(chosen))
        );
        var plan = new SearchPlan([], data.SearchMetric, 0, 0, 0);
        return trials.All(other => other.Fidelity < 1 || plan.Score(trial) > plan.Score(other))
            ? trial with
            {
                Gain = new(ensemble, single, candidates[0].Trainer),
            }
            : null;
    }

    private static EnsembleRecipe RecipeOf(IReadOnlyList<Trial> candidates, IReadOnlyList<int> chosen) =>
        new([
            .. chosen
                .CountBy(member => member)
                .OrderByDescending(member => member.Value)
                .ThenBy(member => member.Key)
                .Select(member => new EnsembleMember(
                    candidates[member.Key].Trainer,
                    candidates[member.Key].Fitted ?? candidates[member.Key].Parameters,
                    member.Value / (double)chosen.Count
                )),
        ]);

    private static int[] Evenly(int rows, int most)
    {
        var every = (rows + most - 1) / most;
        return [.. Enumerable.Range(0, rows).Where(row => row % every == 0)];
    }

    private static double[] Take(double[] values, int[] rows, int outputs) =>
        [.. rows.SelectMany(row => values.AsSpan(row * outputs, outputs).ToArray())];
}
