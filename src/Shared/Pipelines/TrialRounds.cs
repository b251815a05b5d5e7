using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Pipelines;

/// <summary>The search for the best candidate, as a flow runs it.</summary>
internal static class TrialRounds
{
    /// <summary>
    /// Rounds of trials side by side, until the budget, the search or a person's patience ends. A trial that the end of
    /// the time cuts does not count; all others of its round do.
    /// </summary>
    /// <param name="context">The engine.</param>
    /// <param name="plan">What is searched, with the whole budget of trials.</param>
    /// <param name="trials">Trials to run: the budget or, where a search is repeated, as many as were proposed then.</param>
    /// <param name="deadline">When no new round begins and trials are cut; null: never.</param>
    /// <param name="cut">Trials that were cut in the search that is repeated: they are not run.</param>
    public static async Task<SearchOutcome> RunAsync(
        IFlowContext context,
        TrainingPlan plan,
        int trials,
        DateTimeOffset? deadline,
        IReadOnlyList<int>? cut = null
    )
    {
        var completed = 0;
        while (completed < trials)
        {
            if (completed > 0 && context.Now >= deadline)
            {
                return new(completed, completed, [SearchNotes.TimeIsUp(plan.Minutes, completed, plan.Trials)]);
            }

            var round = await context.CallAsync(
                PipelineActivities.ProposeTrials,
                new ProposeTrials(plan.Job, completed, plan.Trials - completed)
            );
            if (round.Stopped)
            {
                return new(completed, completed, [SearchNotes.EndedByHand(completed, plan.Trials)]);
            }

            if (round.Numbers.Count == 0)
            {
                break;
            }

            var wanted = cut is null ? round.Numbers : [.. round.Numbers.Except(cut)];
            var results = await TryAsync(
                context,
                plan.Job,
                wanted,
                completed,
                trials,
                deadline is { } until ? new(context.Now, until) : null
            );
            completed += round.Numbers.Count;
            var lost = results.Where(result => result.Cut).ToList();
            if (lost.Count > 0)
            {
                return new(
                    completed,
                    completed - lost.Count,
                    [.. lost.Select(result => SearchNotes.Cut(plan.Minutes, result.Number, result.Trainer, result.Seconds))]
                );
            }
        }

        return new(completed, completed - (cut?.Count ?? 0), []);
    }

    /// <summary>Runs the trials of a round side by side, and tells each that is done: one of many rows may take minutes.</summary>
    private static async Task<TrialResult[]> TryAsync(
        IFlowContext context,
        TrainingJob job,
        IReadOnlyList<int> numbers,
        int completed,
        int trials,
        TrialBudget? budget
    )
    {
        var round = $"Trials {completed + 1} to {completed + numbers.Count} of {trials}";
        context.Report(new("train", 0.1 + (0.6 * completed / trials), round));
        var calls = numbers
            .Select(number => context.CallAsync(PipelineActivities.TrainCandidate, new TrainCandidate(job, number, budget)))
            .ToArray();
        for (var done = 1; done < calls.Length; done++)
        {
            await Task.WhenAny(calls[done - 1]);
            context.Report(new("train", 0.1 + (0.6 * (completed + done) / trials), $"{round}: {done} done"));
        }

        return await Task.WhenAll(calls);
    }
}
