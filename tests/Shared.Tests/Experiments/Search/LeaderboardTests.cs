using MLOpsFunctions.Experiments.Search;

namespace MLOpsFunctions.Shared.Tests.Experiments.Search;

public sealed class LeaderboardTests
{
    [Fact]
    public async Task What_can_win_stands_above_what_saw_fewer_rows_and_that_above_what_has_no_value()
    {
        Trial[] trials =
        [
            Trial(0, 3),
            Trial(1, 2),
            Trial(2, 2),
            Trial(3, 1) with
            {
                Fidelity = 1 / 9.0,
            },
            Trial(4, 1.5) with
            {
                Fidelity = 1 / 3.0,
            },
            new(5, "linear", []),
            Trial(6, double.NaN) with
            {
                Refusal = new("No rows"),
            },
        ];

        Assert.Equal(
            [1, 2, 0, 4, 3, 5, 6],
            (await Leaderboard.RankAsync(trials.Reverse().ToAsyncEnumerable(), "rmse")).Select(trial => trial.Number)
        );
        Assert.Equal([0, 1, 2, 4, 3, 5, 6], (await Leaderboard.RankAsync(trials.ToAsyncEnumerable(), "r2")).Select(trial => trial.Number));
    }

    [Fact]
    public async Task Of_very_many_trials_the_best_are_kept()
    {
        var trials = Enumerable.Range(0, 5_000).Select(number => Trial(number, number * 7919 % 5_000));

        var best = await Leaderboard.RankAsync(trials.ToAsyncEnumerable(), "rmse");

        Assert.Equal(Enumerable.Range(0, Leaderboard.Places), best.Select(trial => (int)trial.Value!.Value));
    }

    private static Trial Trial(int number, double value) => new(number, "linear", []) { Value = value };
}
