using MLOpsFunctions.Definitions;
using MLOpsFunctions.Training;
using MLOpsFunctions.Training.Search;

namespace MLOpsFunctions.Shared.Tests.Training;

/// <summary>Proposals are the same for the same past, and get better with it.</summary>
public sealed class SearchTests
{
    private static readonly IReadOnlyList<ITrainer> All = Candidates.For(new(), ModelTask.Regression, Trainers.BuiltIn);

    [Fact]
    public void Every_trainers_defaults_come_first_and_the_baseline_always_competes()
    {
        var first = CandidateSearch.Propose(Candidates.For(new() { Training = new() { Candidates = ["linear"] } }, ModelTask.Regression, Trainers.BuiltIn), [], "rmse", 7, 2);

        Assert.Equal(["baseline", "linear"], first.Select(trial => trial.Trainer));
        Assert.Equal(1e-4, first[1].Parameters["l2"]);
    }

    [Fact]
    public void The_past_decides_and_not_the_order_in_which_it_ended()
    {
        var done = Run(20, 4);

        Assert.Equal(Json.Write(CandidateSearch.Propose(All, done, "rmse", 7, 4)), Json.Write(CandidateSearch.Propose(All, [.. Enumerable.Reverse(done)], "rmse", 7, 4)));
        Assert.NotEqual(Json.Write(CandidateSearch.Propose(All, done, "rmse", 7, 4)), Json.Write(CandidateSearch.Propose(All, done, "rmse", 8, 4)));
        Assert.Equal(Json.Write(Run(24, 4)), Json.Write(Run(24, 4)));
    }

    [Fact]
    public void Proposals_stay_within_their_ranges_and_numbers_follow_on()
    {
        var trials = Run(60, 4);

        Assert.Equal(Enumerable.Range(0, 60), trials.Select(trial => trial.Number));
        foreach (var trial in trials)
        {
            var space = All.Single(trainer => trainer.Name == trial.Trainer).Space;
            Assert.All(trial.Parameters, entry => Assert.InRange(entry.Value, space.Single(range => range.Name == entry.Key).Min, space.Single(range => range.Name == entry.Key).Max));
        }
    }

    [Fact]
    public void The_search_closes_in_on_what_is_good()
    {
        var linear = Run(60, 4).Where(trial => trial.Trainer == "linear").ToList();

        Assert.True(linear.Skip(linear.Count / 2).Average(trial => trial.Value) < linear.Take(linear.Count / 2).Average(trial => trial.Value));
    }

    [Fact]
    public void The_best_by_the_metrics_direction_wins_and_of_equals_the_first()
    {
        Trial[] trials = [Trial(0, 3), Trial(1, 2), Trial(2, 2), Trial(3, double.NaN)];

        Assert.Equal(1, CandidateSearch.Choose(trials, "rmse").Number);
        Assert.Equal(0, CandidateSearch.Choose(trials, "r2").Number);
        Assert.Throws<ProblemException>(() => CandidateSearch.Choose([Trial(0, double.NaN)], "rmse"));
    }

    [Fact]
    public void An_unknown_candidate_is_refused_with_the_nearest_name()
    {
        var refusal = Assert.Throws<ProblemException>(() => Candidates.For(new() { Training = new() { Candidates = ["gbtd"] } }, ModelTask.Regression, Trainers.BuiltIn));

        Assert.Contains("gbdt", refusal.Problem.Try);
    }

    private static Trial Trial(int number, double value) => new(number, "linear", []) { Value = value };

    /// <summary>Only the linear trainer's penalty matters, and 0.01 is best.</summary>
    private static List<Trial> Run(int count, int round)
    {
        var trials = new List<Trial>();
        while (trials.Count < count)
        {
            trials.AddRange(CandidateSearch.Propose(All, trials, "rmse", 7, round).Select(trial => trial with
            {
                Value = trial.Trainer == "linear" ? 1 + Math.Abs(Math.Log10(trial.Parameters["l2"]) + 2) : 100,
            }));
        }

        return trials;
    }
}
