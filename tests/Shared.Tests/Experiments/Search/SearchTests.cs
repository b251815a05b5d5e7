using MLOpsFunctions.Definitions;
using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Experiments.Search;

/// <summary>Proposals are the same for the same past, and get better with it.</summary>
public sealed class SearchTests
{
    private static readonly IReadOnlyList<ITrainer> All = Candidates.For(new(), ModelTask.Regression, TrainerSet.BuiltIn);
    private static readonly SearchPlan Small = new(All, "rmse", 7, 60, 1_000);
    private static readonly SearchPlan Large = Small with { Trials = 100, Rows = 200_000 };

    [Fact]
    public void Every_trainers_defaults_come_first_and_the_baseline_always_competes()
    {
        var named = Candidates.For(new() { Training = new() { Candidates = ["linear"] } }, ModelTask.Regression, TrainerSet.BuiltIn);

        var first = CandidateSearch.Propose(Small with { Trainers = named }, [], 2);

        Assert.Equal(["baseline", "linear"], first.Select(trial => trial.Trainer));
        Assert.All(first, trial => Assert.Equal((TrialOrigin.Default, 1.0, 7), (trial.Origin, trial.Fidelity, trial.Seed)));
        Assert.All(named[1].SearchSpace, range => Assert.Equal(range.Default, first[1].Parameters[range.Name]));
    }

    [Fact]
    public void The_past_decides_and_not_the_order_in_which_it_ended()
    {
        foreach (var plan in new[] { Small, Large })
        {
            var done = Run(plan, 44, 4);
            string Next(SearchPlan search, IEnumerable<Trial> trials) => Json.Write(CandidateSearch.Propose(search, [.. trials], 4));

            Assert.Equal(Next(plan, done), Next(plan, Enumerable.Reverse(done)));
            Assert.Equal(Next(plan, done), Next(plan, done.OrderBy(trial => trial.Value)));
            Assert.NotEqual(Next(plan, done), Next(plan with { Seed = 8 }, done));
        }
    }

    [Fact]
    public void A_run_that_stops_and_resumes_tries_what_it_would_have_tried()
    {
        var whole = Run(Small, 40, 4);

        Assert.Equal(
            Json.Write(whole.Skip(20)),
            Json.Write(Run(Small, 40, 4, Json.Read<List<Trial>>(Json.Write(whole.Take(20)))).Skip(20))
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Proposals_stay_within_their_ranges_and_numbers_follow_on(bool large)
    {
        var trials = Run(large ? Large : Small, 60, 4);

        Assert.Equal(Enumerable.Range(0, 60), trials.Select(trial => trial.Number));
        foreach (var trial in trials)
        {
            var space = All.Single(trainer => trainer.Name == trial.Trainer).SearchSpace;
            Assert.Equal(space.Select(range => range.Name).Order(StringComparer.Ordinal), trial.Parameters.Keys);
            Assert.All(trial.Parameters, entry => AssertWithin(space.Single(range => range.Name == entry.Key), entry.Value));
            Assert.All(
                space.Where(range => range.Integer),
                range => Assert.Equal(Math.Round(trial.Parameters[range.Name]), trial.Parameters[range.Name])
            );
        }
    }

    [Fact]
    public void No_candidate_is_tried_twice_on_as_many_rows()
    {
        var trials = Run(Large, 100, 4);

        Assert.Equal(
            trials.Count,
            trials.Select(trial => (trial.Trainer, trial.Fidelity, Json.Write(trial.Parameters))).Distinct().Count()
        );
    }

    [Fact]
    public void The_search_closes_in_on_what_is_good_and_beats_chance()
    {
        var found = Enumerable
            .Range(0, 10)
            .Select(seed => Run(Small with { Seed = seed }, 60, 4).Min(trial => trial.Value!.Value))
            .Order()
            .ToList();
        var chance = Enumerable
            .Range(0, 10)
            .Select(seed => Run(Small with { Seed = seed }, 60, 60).Min(trial => trial.Value!.Value))
            .Order()
            .ToList();

        // One round of sixty knows nothing of its own results: it is random search.
        Assert.True(found[5] < chance[5], $"median {found[5]} against {chance[5]}");
        Assert.True(found[8] < chance[8], $"ninth of ten {found[8]} against {chance[8]}");
    }

    [Fact]
    public void On_many_rows_candidates_start_on_few_and_the_best_earn_more()
    {
        var trials = Run(Large, 100, 4);
        var (least, more, all) = (Level(1.0 / 9), Level(1.0 / 3), Level(1));
        Trial[] Level(double fidelity) => [.. trials.Where(trial => trial.Fidelity == fidelity)];

        Assert.Equal(100, least.Length + more.Length + all.Length);
        Assert.True(least.Length > more.Length && more.Length > 5 && all.Length > 5);
        Assert.All(
            more,
            trial => Assert.Contains(least, lower => lower.Parameters.SequenceEqual(trial.Parameters) && lower.Number < trial.Number)
        );
        Assert.True(more.Average(trial => trial.Value) < least.Average(trial => trial.Value));
        Assert.All(least, trial => Assert.Contains(trial.Origin, new[] { TrialOrigin.Random, TrialOrigin.Model }));
        Assert.Equal(1, CandidateSearch.Choose(trials, "rmse").Fidelity);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_trainer_that_is_far_behind_gets_few_trials_but_some_and_one_that_is_near_more(bool large)
    {
        var plan = large ? Large : Small;
        static double Near(Trial trial) => trial.Trainer == "linear" ? 1.1 : Value(trial);

        Assert.InRange(Run(plan, 60, 4).Count(trial => trial.Trainer == "linear"), 4, 10);
        Assert.InRange(Run(plan, 60, 4, value: Near).Count(trial => trial.Trainer == "linear"), 12, 56);
    }

    [Fact]
    public void On_few_rows_or_with_few_trials_every_candidate_gets_all_rows()
    {
        Assert.All(Run(Small, 60, 4), trial => Assert.Equal(1, trial.Fidelity));
        Assert.All(Run(Large with { Trials = 12 }, 12, 4), trial => Assert.Equal(1, trial.Fidelity));
    }

    [Fact]
    public void Earlier_winners_follow_the_defaults_within_today_s_bounds()
    {
        var plan = Small with
        {
            Earlier =
            [
                new(
                    9,
                    "gbdt",
                    new()
                    {
                        ["trees"] = 300,
                        ["leaves"] = 63,
                        ["l2"] = 1e9,
                    }
                ),
                new(8, "linear", []),
                new(7, "gone", new() { ["x"] = 1 }),
            ],
        };

        var opening = CandidateSearch.Propose(plan, [], 7);

        Assert.Equal([.. Enumerable.Repeat(TrialOrigin.Default, 4), TrialOrigin.Earlier], opening.Take(5).Select(trial => trial.Origin));
        Assert.All(opening.Skip(5), trial => Assert.Equal(TrialOrigin.Preset, trial.Origin));
        Assert.Equal(("gbdt", 63, 30), (opening[4].Trainer, opening[4].Parameters["leaves"], opening[4].Parameters["l2"]));
        Assert.DoesNotContain("trees", opening[4].Parameters.Keys);
    }

    [Fact]
    public void Where_nothing_is_left_to_vary_the_search_ends()
    {
        var plan = Small with { Trainers = [new OneParameterTrainer()] };

        Assert.Equal([2, 1, 3], Run(plan, 60, 4).Select(trial => trial.Parameters["k"]).OrderBy(k => k != 2).ThenBy(k => k));
        Assert.Empty(CandidateSearch.Propose(Small with { Trainers = [All[0]] }, Run(Small with { Trainers = [All[0]] }, 1, 4), 4));
    }

    [Fact]
    public void The_best_by_the_metrics_direction_wins_and_of_equals_the_first()
    {
        Trial[] trials = [Trial(0, 3), Trial(1, 2), Trial(2, 2), Trial(3, double.NaN), Trial(4, 1) with { Fidelity = 1 / 3.0 }];

        Assert.Equal(1, CandidateSearch.Choose(trials, "rmse").Number);
        Assert.Equal(0, CandidateSearch.Choose(trials, "r2").Number);
        Assert.Throws<ProblemException>(() => CandidateSearch.Choose([Trial(0, double.NaN)], "rmse"));
    }

    [Fact]
    public void What_one_trainer_refuses_another_may_win_but_the_baseline_alone_does_not()
    {
        var baseline = new Trial(0, "baseline", []) { Value = 9 };
        var refused = Trial(1, double.NaN) with { Refusal = new("The labels are of no use") };

        Assert.Equal(2, CandidateSearch.Choose([baseline, refused, Trial(2, 8)], "rmse").Number);
        Assert.Equal(
            "The labels are of no use",
            Assert.Throws<ProblemException>(() => CandidateSearch.Choose([baseline, refused], "rmse")).Problem.Title
        );
        Assert.Equal(0, CandidateSearch.Choose([baseline], "rmse").Number);
        Assert.Equal(
            "1 trials without a value. No row is late.",
            Assert
                .Throws<ProblemException>(() => CandidateSearch.Choose([Trial(1, double.NaN)], "auc", [Note.OfText("No row is late.")]))
                .Problem.Found
        );
    }

    [Fact]
    public void A_dozen_trials_learn_from_each_other_and_a_thousand_keep_many_machines_busy() =>
        Assert.Equal([4, 4, 20, 32], new[] { 12, 100, 500, 10_000 }.Select(trials => (Small with { Trials = trials }).RoundSize));

    [Fact]
    public void An_unknown_candidate_is_refused_with_the_nearest_name()
    {
        var refusal = Assert.Throws<ProblemException>(() =>
            Candidates.For(new() { Training = new() { Candidates = ["gbtd"] } }, ModelTask.Regression, TrainerSet.BuiltIn)
        );

        Assert.Contains("gbdt", refusal.Problem.Try);
    }

    [Fact]
    public void Where_columns_have_a_direction_only_those_compete_who_keep_to_it()
    {
        var training = new TrainingDefinition
        {
            Monotone = new Dictionary<string, MonotoneDirection> { ["size"] = MonotoneDirection.Rising },
        };
        var refusal = Assert.Throws<ProblemException>(() =>
            Candidates.For(new() { Training = training with { Candidates = ["gbdt", "linear"] } }, ModelTask.Regression, TrainerSet.BuiltIn)
        );

        Assert.Equal(
            ["baseline", "gbdt"],
            Candidates.For(new() { Training = training }, ModelTask.Regression, TrainerSet.BuiltIn).Select(trainer => trainer.Name)
        );
        Assert.Equal(
            ("Candidate 'linear' cannot keep to a column's direction", "a direction for 'size'"),
            (refusal.Problem.Title, refusal.Problem.Found)
        );
    }

    [Fact]
    public void Tables_with_the_same_definition_draw_other_points_and_one_table_the_same()
    {
        static IEnumerable<TrainerParameters> Drawn(int seed) =>
            Run(Small with { DrawSeed = seed }, 30, 4).Where(trial => trial.Origin == TrialOrigin.Random).Select(trial => trial.Parameters);

        Assert.Equal(Json.Write(Drawn(11)), Json.Write(Drawn(11)));
        Assert.NotEqual(Json.Write(Drawn(11)), Json.Write(Drawn(12)));
        Assert.All(Run(Small with { DrawSeed = 11 }, 30, 4), trial => Assert.Equal(Small.Seed, trial.Seed));
    }

    [Fact]
    public void The_penalty_of_trees_is_opened_and_drawn_at_zero_too()
    {
        var penalties = Run(Small, 60, 4).Where(trial => trial.Trainer == "gbdt").ToList();

        Assert.Contains(penalties, trial => trial.Origin == TrialOrigin.Preset && trial.Parameters["l2"] == 0);
        Assert.Contains(penalties, trial => trial.Origin is TrialOrigin.Random or TrialOrigin.Model && trial.Parameters["l2"] == 0);
        Assert.Contains(penalties, trial => trial.Parameters["l2"] > 1);
    }

    private static void AssertWithin(ParameterRange range, double value) =>
        Assert.True((value >= range.Min && value <= range.Max) || (value == 0 && range.OrZero), $"{range.Name} = {value}");

    private static Trial Trial(int number, double value) => new(number, "linear", []) { Value = value };

    /// <summary>
    /// Boosted trees are best at a learning rate of 0.05 and 60 leaves; fewer rows add noise; the linear trainer never
    /// gets there.
    /// </summary>
    private static List<Trial> Run(
        SearchPlan plan,
        int count,
        int round,
        IEnumerable<Trial>? past = null,
        Func<Trial, double>? value = null
    )
    {
        List<Trial> trials = [.. past ?? []];
        while (
            trials.Count < count && CandidateSearch.Propose(plan, trials, Math.Min(round, count - trials.Count)) is { Count: > 0 } proposals
        )
        {
            trials.AddRange(proposals.Select(trial => trial with { Value = (value ?? Value)(trial) }));
        }

        return trials;
    }

    private static double Value(Trial trial) =>
        trial.Trainer switch
        {
            "gbdt" => 1
                + Math.Pow(Math.Log(trial.Parameters["learningRate"] / 0.05), 2)
                + Math.Pow(Math.Log(trial.Parameters["leaves"] / 60), 2)
                + (0.1 / trial.Fidelity * Math.Abs(Math.Sin(1_000 * trial.Parameters["l2"]))),
            "linear" => 20 + Math.Abs(Math.Log10(trial.Parameters["l2"]) + 2),
            _ => 100,
        };

    private sealed class OneParameterTrainer : ITrainer
    {
        public string Name => "knob";

        public FeatureEncoding Encoding => FeatureEncoding.Native;

        public IReadOnlyList<ParameterRange> SearchSpace => [new("k", 1, 3, 2, Integer: true)];

        public bool Supports(ModelTask task) => true;

        public TrainingOutcome Train(
            TrainingSet training,
            TrainingSet? validation,
            TrainerParameters parameters,
            TrainingContext context
        ) => throw new NotSupportedException();
    }
}
