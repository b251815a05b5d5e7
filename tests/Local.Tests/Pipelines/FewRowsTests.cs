using System.Globalization;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>A handful of test rows decides nothing: of a small table all rows judge, each answered by what had not learned it.</summary>
public sealed class FewRowsTests : PipelineFixture
{
    private const string Linear = """{ "label": "y", "training": { "candidates": ["linear"], "budget": { "trials": 3 } }""";

    [Fact]
    public async Task A_small_table_with_a_clear_relation_is_judged_by_all_of_its_rows_and_serves()
    {
        await DefineAsync(Linear + "}");
        var run = await DropAsync("a.csv", Csv(rows: 16, signal: true));

        Assert.Equal(RunStatus.Deployed, run.Status);
        Assert.Contains("on the same 16 rows", run.Verdict!.Gates[0].Sentence);
        var note = Assert.Single(run.Notes.Sentences(), note => note.StartsWith("The gates judge by all 16 rows, because "));
        Assert.Contains("holds the truth about 92 times in 100", note);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_small_table_of_noise_does_not_serve(int seed)
    {
        await DefineAsync(Linear + "}");
        var run = await DropAsync("a.csv", Csv(rows: 16, signal: false, seed));

        Assert.Equal(RunStatus.HeldBack, run.Status);
    }

    [Fact]
    public async Task A_bound_is_held_against_all_rows_too_not_against_three_that_happen_to_meet_it()
    {
        await DefineAsync(Linear + """, "gates": [{ "metric": "r2", "min": 0.5 }] }""");
        var run = await DropAsync("a.csv", Csv(rows: 16, signal: true));

        Assert.Contains("on 16 held-out rows; at least 0.5 required", run.Verdict!.Gates[0].Sentence);
    }

    [Fact]
    public async Task A_champion_is_compared_on_all_rows_by_its_recipe()
    {
        await DefineAsync(Linear + "}");
        await DropAsync("a.csv", Csv(rows: 16, signal: true));
        var run = await DropAsync("b.csv", Csv(rows: 20, signal: true));

        Assert.Contains("champion's", run.Verdict!.Gates[1].Sentence);
        Assert.Contains("on the same 20 rows", run.Verdict.Gates[1].Sentence);
    }

    [Fact]
    public async Task A_forecast_that_is_farther_off_than_the_mean_does_not_serve_whatever_its_gates_say()
    {
        await DefineAsync(
            """{ "label": "y", "task": "forecast", "training": { "candidates": ["linear"], "budget": { "trials": """
                + """2 } }, "gates": [{ "metric": "mae", "max": 1000, "vsBaseline": { "maxRelative": 100 } }] }"""
        );
        var random = new Random(1);
        var run = await DropAsync(
            "a.csv",
            "day,y\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 120)
                        .Select(day =>
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{new DateTime(2024, 1, 1).AddDays(day):yyyy-MM-dd},"
                                    + $"{(day < 96 ? day * 2 : 10) + random.NextDouble():0.00}\n"
                            )
                        )
                )
        );

        Assert.Equal(RunStatus.HeldBack, run.Status);
        Assert.Contains("farther off than the mean", run.Message);
    }

    [Fact]
    public async Task A_season_of_steps_that_are_years_does_not_serve()
    {
        await DefineAsync(
            """{ "label": "y", "task": "forecast", "forecast": { "seasons": [7] }, "training": { "candidates": """
                + """["linear"], "budget": { "trials": 2 } } }"""
        );
        var run = await DropAsync(
            "a.csv",
            "year,y\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 120)
                        .Select(year =>
                            FormattableString.Invariant($"{1900 + year},{100 + (40 * Math.Sin(2 * Math.PI * year / 7)):0.00}\n")
                        )
                )
        );

        Assert.Equal(RunStatus.HeldBack, run.Status);
        Assert.Contains("The steps are years", run.Message);
    }

    private static string Csv(int rows, bool signal, int seed = 1)
    {
        var random = new Random(seed);
        return "a,b,c,y\n"
            + string.Concat(
                Enumerable
                    .Range(0, rows)
                    .Select(_ =>
                    {
                        var (a, b) = (random.NextDouble(), random.NextDouble());
                        var y = signal ? (3 * a) - b + (0.1 * random.NextDouble()) : random.NextDouble();
                        return FormattableString.Invariant($"{a:0.000},{b:0.000},{random.NextDouble():0.000},{y:0.000}\n");
                    })
            );
    }
}
