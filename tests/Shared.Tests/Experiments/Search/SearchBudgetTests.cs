using MLOpsFunctions.Definitions;
using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Shared.Tests.Experiments.Search;

/// <summary>A run searches as long as its definition allows, and tries each candidate once at least.</summary>
public sealed class SearchBudgetTests
{
    private static readonly ModelDefinition Definition = new()
    {
        Training = new()
        {
            Budget = new() { Trials = 20, Minutes = 5 },
        },
        Retrain = new()
        {
            Budget = new() { Trials = 2, Minutes = 1 },
        },
    };

    [Fact]
    public void A_run_that_a_person_asked_for_has_the_budget_of_training()
    {
        var budget = SearchBudget.Of(Definition, isAutomatic: false, [.. TrainerSet.BuiltIn.Trainers.Take(3)]);

        Assert.Equal(new(20, 5, null), budget);
    }

    [Fact]
    public void An_automatic_run_has_its_own_and_tells_where_candidates_raise_it()
    {
        var raised = SearchBudget.Of(Definition, isAutomatic: true, [.. TrainerSet.BuiltIn.Trainers.Take(3)]);

        Assert.Equal((3, 1d), (raised.Trials, raised.Minutes));
        Assert.NotNull(raised.Raised);
        Assert.Null(SearchBudget.Of(Definition, isAutomatic: true, [.. TrainerSet.BuiltIn.Trainers.Take(2)]).Raised);
    }

    [Fact]
    public void Without_a_budget_of_its_own_an_automatic_run_has_that_of_training() =>
        Assert.Equal(new(20, 5, null), SearchBudget.Of(Definition with { Retrain = new() }, isAutomatic: true, []));
}
