using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Experiments.Search;

/// <summary>How long a run may search.</summary>
/// <param name="Trials">Most trials.</param>
/// <param name="Minutes">Most minutes.</param>
/// <param name="Raised">What to tell where there are more trials than the definition allows; null: there are not.</param>
internal sealed record SearchBudget(int Trials, double Minutes, Note? Raised)
{
    /// <summary>The budget of a definition, with one trial at least for each candidate.</summary>
    /// <param name="isAutomatic">Whether a schedule or drift asked for the run: such runs may have a budget of their own.</param>
    public static SearchBudget Of(ModelDefinition definition, bool isAutomatic, IReadOnlyList<ITrainer> candidates)
    {
        candidates = [.. candidates.Where(candidate => candidate.IsSearched)];
        var declared = (isAutomatic ? definition.Retrain.Budget : null) ?? definition.Training.Budget;
        return declared.Trials >= candidates.Count
            ? new(declared.Trials, declared.Minutes, null)
            : new(
                candidates.Count,
                declared.Minutes,
                SearchNotes.BudgetRaised(declared.Trials, [.. candidates.Select(candidate => candidate.Name)])
            );
    }
}
