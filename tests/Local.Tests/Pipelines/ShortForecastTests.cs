using System.Globalization;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>Two or three test rows decide nothing: what came before them judges too.</summary>
public sealed class ShortForecastTests : PipelineFixture
{
    private const string Definition = """{ "label": "sales", "task": "forecast", "training": { "budget": { "trials": 3 } } }""";

    [Fact]
    public async Task A_short_series_is_judged_by_earlier_stretches_too_and_the_run_says_by_how_many_rows()
    {
        await DefineAsync(Definition);
        var run = await DropAsync("a.csv", Months(40));

        Assert.Equal(8, run.Judged!.TestRows);
        Assert.True(run.Judged.Rows >= 16, $"{run.Judged.Rows} rows judge");
        Assert.Contains(run.Notes.Sentences(), note => note.Contains("test rows alone decide nothing", StringComparison.Ordinal));
        Assert.Contains(run.Verdict!.Gates, gate => gate.Sentence.Contains($"same {run.Judged.Rows} rows", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_series_that_is_too_short_to_judge_is_held_back_however_well_it_does()
    {
        await DefineAsync(Definition);
        var run = await DropAsync("a.csv", Months(12));

        Assert.Equal(RunStatus.HeldBack, run.Status);
        Assert.Contains(run.Verdict!.Gates, gate => !gate.Passed && gate.Name.Kind == GateKind.EnoughRows);
    }

    private static string Months(int count) =>
        "month,sales\n"
        + string.Concat(
            Enumerable
                .Range(0, count)
                .Select(month =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{2015 + (month / 12)}-{1 + (month % 12):00},{1000 + (20 * month) + (month * 37 % 11)}\n"
                    )
                )
        );
}
