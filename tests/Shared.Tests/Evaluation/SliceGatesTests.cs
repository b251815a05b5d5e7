using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Shared.Tests.Evaluation;

public sealed class SliceGatesTests
{
    private static readonly SliceDefinition ByRegion = new() { Column = "region" };

    [Fact]
    public void A_slice_that_is_surely_below_the_bound_fails_by_name()
    {
        var outcome = Only(Gate(ByRegion, min: 0.7), Group("north", 200, right: 180), Group("south", 200, right: 100));

        Assert.Equal((false, "accuracy slices min", 0.5, 0.7), (outcome.Passed, outcome.Name.ToString(), outcome.Value, outcome.Threshold));
        Assert.Contains("region=south (200 rows)", outcome.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slice_below_the_bound_by_chance_passes()
    {
        var outcome = Only(Gate(ByRegion, min: 0.7), Group("north", 200, right: 180), Group("south", 60, right: 39));

        Assert.True(outcome.Passed, outcome.Sentence);
        Assert.Equal(0.65, outcome.Value);
    }

    /// <summary>Each at 95% by itself, one of forty good slices would fail in most runs.</summary>
    [Fact]
    public void Many_slices_are_judged_together()
    {
        var groups = Enumerable.Range(0, 40).Select(i => Group($"r{i}", 100, right: i == 0 ? 61 : 80)).ToArray();

        Assert.False(Only(Gate(ByRegion, min: 0.72), groups[0], groups[1]).Passed, "alone it is surely below");
        Assert.True(Only(Gate(ByRegion, min: 0.72), groups).Passed, "among forty it may be chance");
    }

    [Fact]
    public void A_small_slice_is_named_and_not_judged()
    {
        var outcome = Only(Gate(ByRegion, min: 0.7), Group("north", 200, right: 180), Group("south", 49, right: 0));

        Assert.True(outcome.Passed, outcome.Sentence);
        Assert.Contains("Too few rows to judge: region=south (49 rows)", outcome.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_slice_to_judge_the_gate_fails()
    {
        Assert.False(Only(Gate(ByRegion, min: 0.1), Group("north", 40, right: 40), Group("south", 40, right: 40)).Passed);
        Assert.False(Only(Gate(new() { Column = "elsewhere" }, min: 0.1), Group("north", 200, right: 200)).Passed);
        Assert.False(Only(Gate(ByRegion, min: 0.1), Group("***", 200, right: 200)).Passed, "a masked column");
        Assert.False(Only(Gate(ByRegion with { MaxGap = 1 }), Group("north", 200, right: 200)).Passed, "a gap needs two");
    }

    [Theory]
    [InlineData(0.1, false)]
    [InlineData(0.35, true)]
    public void A_gap_between_slices_is_bounded(double most, bool passes)
    {
        var outcome = Only(Gate(ByRegion with { MaxGap = most }), Group("north", 300, right: 270), Group("south", 300, right: 180));

        Assert.Equal((passes, "accuracy slices maxGap"), (outcome.Passed, outcome.Name.ToString()));
        Assert.Equal(0.3, outcome.Value!.Value, 9);
    }

    /// <summary>As many answers are right in both, but one region is told yes far more often.</summary>
    [Fact]
    public void Demographic_parity_compares_the_shares_of_positive_answers()
    {
        Part[] parts = [new("north", 300, Label: 1, Answer: 1), new("south", 100, 1, 1), new("south", 200, 0, 0), new("north", 100, 0, 0)];

        var fails = Only(Gate(ByRegion with { DemographicParity = 0.1 }), parts);
        Assert.False(fails.Passed);
        Assert.Equal(0.75 - (1 / 3.0), fails.Value!.Value, 9);
        Assert.True(Only(Gate(ByRegion with { DemographicParity = 0.4 }), parts).Passed);
    }

    [Fact]
    public void Equal_opportunity_compares_the_recall_of_the_second_class()
    {
        Part[] parts =
        [
            new("north", 95, Label: 1, Answer: 1),
            new("north", 5, 1, 0),
            new("south", 50, 1, 1),
            new("south", 50, 1, 0),
            new("east", 20, 1, 0),
            new("east", 300, 0, 0),
        ];

        var outcome = Only(Gate(ByRegion with { EqualOpportunity = 0.1 }), parts);

        Assert.Equal((false, "slices equalOpportunity"), (outcome.Passed, outcome.Name.ToString()));
        Assert.Equal(0.45, outcome.Value!.Value, 9);
        Assert.Contains("Too few rows to judge: region=east", outcome.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slice_that_lost_against_the_champion_fails_although_the_whole_gained()
    {
        var answers = Answers(Group("north", 400, right: 400), Group("south", 100, right: 40));
        double[] theirs = [.. answers.Labels.Select((label, row) => row is < 100 or >= 490 ? 1 - label : label)];
        var champion = answers.Candidate with { Values = theirs };
        GateDefinition gate = new("accuracy", VsChampion: new(MinGain: -0.05), Slices: ByRegion);

        var outcome = Assert.Single(SliceGates.Judge([gate], answers with { Champion = champion }, [], seed: 1, threads: 2));

        Assert.Equal((false, "accuracy slices vsChampion minGain"), (outcome.Passed, outcome.Name.ToString()));
        Assert.Contains("south", outcome.Sentence, StringComparison.Ordinal);
        Assert.Empty(SliceGates.Judge([gate], answers, [], seed: 1, threads: 2));
    }

    [Theory]
    [InlineData(0.95, false)]
    [InlineData(0.5, true)]
    public void A_slice_is_bounded_relative_to_the_whole(double least, bool passes)
    {
        var gate = Gate(ByRegion with { VsWhole = new(MinRelative: least) });

        Assert.Equal(passes, Only(gate, Group("north", 400, right: 380), Group("south", 200, right: 120)).Passed);
    }

    [Fact]
    public void A_ranking_of_a_handful_of_positives_is_not_judged()
    {
        GateDefinition gate = new("auc", Min: 0.9, Slices: ByRegion);
        Part[] parts = [new("north", 60, 1, 1), new("north", 60, 0, 0), new("south", 3, 1, 0), new("south", 97, 0, 1)];

        var outcome = Only(gate, parts);

        Assert.True(outcome.Passed, outcome.Sentence);
        Assert.Contains("Too few rows to judge: region=south", outcome.Sentence, StringComparison.Ordinal);
    }

    /// <summary>Without a named column each feature, group and time is cut, and a number by its quarters.</summary>
    [Fact]
    public void All_columns_are_cut_where_none_is_named()
    {
        var answers = Answers(Group("north", 200, right: 200), Group("south", 200, right: 200));
        var age = new NumberColumn("age", [.. Enumerable.Range(0, 400).Select(row => (double)row)]);
        var wrong = answers.Candidate with { Values = [.. answers.Labels.Select((label, row) => row < 100 ? 1 - label : label)] };
        answers = answers with { Candidate = wrong, Rows = new([.. answers.Rows.Columns, age], 400) };
        ColumnSchema[] schema = [new("region", ColumnType.Text, ColumnRole.Ignore), new("age", ColumnType.Number, ColumnRole.Feature)];

        var outcome = Assert.Single(SliceGates.Judge([Gate(new(), min: 0.6)], answers, schema, seed: 1, threads: 1));

        Assert.False(outcome.Passed);
        Assert.Contains("age=up to", outcome.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("region", outcome.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_outcomes_do_not_depend_on_the_threads()
    {
        var answers = Answers([.. Enumerable.Range(0, 8).Select(i => Group($"r{i}", 80, right: 50 + i))]);
        GateDefinition[] gates = [Gate(ByRegion with { MaxGap = 0.05 }, min: 0.7)];

        Assert.Equal(SliceGates.Judge(gates, answers, [], seed: 3, threads: 1), SliceGates.Judge(gates, answers, [], seed: 3, threads: 4));
    }

    private static GateDefinition Gate(SliceDefinition slices, double? min = null) => new("accuracy", Min: min, Slices: slices);

    private static GateOutcome Only(GateDefinition gate, params Part[][] groups) => Only(gate, [.. groups.SelectMany(group => group)]);

    private static GateOutcome Only(GateDefinition gate, Part[] parts) =>
        Assert.Single(SliceGates.Judge([gate], Answers(parts), [], seed: 1, threads: 1));

    private static Part[] Group(string region, int rows, int right) =>
        [new(region, right / 2, 1, 1), new(region, right - (right / 2), 0, 0), new(region, rows - right, 1, 0)];

    private static JudgedAnswers Answers(params Part[][] groups) => Answers([.. groups.SelectMany(group => group)]);

    private static JudgedAnswers Answers(Part[] parts)
    {
        var rows = parts.SelectMany(part => Enumerable.Repeat(part, part.Rows)).ToList();
        var levels = rows.Select(row => row.Region).Distinct().ToArray();
        var region = new TextColumn("region", [.. rows.Select(row => Array.IndexOf(levels, row.Region))], levels);
        return new(
            Predictions.FromScores(ModelTask.Binary, ["no", "yes"], [.. rows.Select(row => row.Answer == 1 ? 0.9 : 0.1)]),
            null,
            null,
            [.. rows.Select(row => (double)row.Label)],
            new([region], rows.Count)
        );
    }

    private sealed record Part(string Region, int Rows, int Label, int Answer);
}
