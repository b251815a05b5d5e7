using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;

namespace MLOpsFunctions.Shared.Tests.Evaluation;

public sealed class GateEvaluatorTests
{
    private static readonly RelativeThreshold Better = new(MinGain: 0, Significant: true);

    /// <summary>Gate, candidate's value, rival's value, interval of the gain, whether it passes.</summary>
    public static TheoryData<GateDefinition, double, double, double, double, bool> Rivals =>
        new()
        {
            { new("rmse", VsChampion: new(MaxRelative: 1)), 50, 54, 1, 7, true },
            { new("rmse", VsChampion: new(MaxRelative: 1)), 54, 54, 0, 0, true },
            { new("rmse", VsChampion: new(MaxRelative: 1)), 54.1, 54, -1, 1, false },
            { new("rmse", VsChampion: new(MaxRelative: 1)), 0, 0, 0, 0, true },
            { new("rmse", VsChampion: new(MaxRelative: 1)), 1, 0, -1, -1, false },
            { new("auc", VsChampion: new(MinRelative: 0.99)), 0.8, 0.8, -0.1, 0.1, true },
            { new("auc", VsChampion: new(MinRelative: 0.99)), 0.79, 0.8, -0.1, 0.1, false },
            { new("r2", VsChampion: new(MinRelative: 1)), -0.1, -0.5, 0.1, 0.6, false },
            { new("auc", VsChampion: new(MinGain: 0.01)), 0.82, 0.8, -0.1, 0.1, true },
            { new("auc", VsChampion: new(MinGain: 0.01)), 0.805, 0.8, -0.1, 0.1, false },
            { new("auc", VsChampion: new(MinGain: -0.01)), 0.795, 0.8, -0.1, 0.1, true },
            { new("auc", VsChampion: Better), 0.82, 0.8, 0.01, 0.03, true },
            { new("auc", VsChampion: Better), 0.82, 0.8, 0, 0.04, false },
            { new("auc", VsChampion: Better), 0.82, 0.8, -0.01, 0.05, false },
            { new("auc", VsChampion: Better), 0.82, 0.8, double.NaN, double.NaN, false },
            { new("auc", VsChampion: new(MinGain: -0.05, Significant: true)), 0.79, 0.8, -0.04, 0.02, true },
            { new("auc", VsChampion: new(Significant: true)), 0.82, 0.8, 0.01, 0.03, true },
            { new("auc", VsChampion: new(Significant: true)), 0.82, 0.8, -0.01, 0.03, false },
            { new("auc", VsChampion: new()), 0.9, 0.8, 0.05, 0.15, false },
            { new("auc", VsChampion: new(MinRelative: double.NaN)), 0.9, 0.8, 0.05, 0.15, false },
            { new("auc", VsChampion: Better), double.NaN, 0.8, 0.05, 0.15, false },
            { new("auc", VsChampion: Better), 0.9, double.NaN, 0.05, 0.15, false },
            { new("rmse", VsChampion: new(MaxRelative: 1)), double.PositiveInfinity, double.PositiveInfinity, 0, 0, false },
            { new("rmse", VsChampion: new(MaxRelative: 1)), 50, double.PositiveInfinity, 1, 7, false },
            { new("rmse", VsChampion: new(MinGain: 0)), 50, double.PositiveInfinity, 1, 7, false },
            { new("rmse", VsChampion: Better), 50, 54, double.PositiveInfinity, double.PositiveInfinity, false },
            { new("rmse", VsChampion: Better), 50, 54, 1, double.PositiveInfinity, false },
            { new("rmse", VsChampion: Better), 0.3964, 0.3964 + 5.6e-17, 5.6e-17, 2.2e-16, false },
            { new("rmse", VsChampion: Better), 1_000, 1_000.000001, 5e-7, 2e-6, false },
            { new("rmse", VsChampion: Better), 1_000, 1_000.00001, 5e-6, 2e-5, true },
        };

    [Theory]
    [MemberData(nameof(Rivals))]
    public void Against_champion_and_baseline_the_bounds_decide(
        GateDefinition gate,
        double value,
        double other,
        double low,
        double high,
        bool passes
    )
    {
        var (report, comparison) = (Report(gate.Metric, value), Compared(gate.Metric, value, other, low, high));
        var baseline = gate with { VsChampion = null, VsBaseline = gate.VsChampion };

        Assert.Equal(passes, GateEvaluator.Evaluate([gate], report, comparison, null, hasChampion: true).Blessed);
        Assert.Equal(passes, GateEvaluator.Evaluate([baseline], report, null, comparison, hasChampion: true).Blessed);
        Assert.Equal(passes, GateEvaluator.Evaluate([baseline], report, null, comparison, hasChampion: false).Blessed);
    }

    /// <summary>Of five rows all may point one way by chance.</summary>
    [Theory]
    [InlineData(2, false)]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public void A_gain_on_a_handful_of_rows_is_not_significant_however_narrow_its_interval(int rows, bool passes)
    {
        var verdict = GateEvaluator.Evaluate(
            [new("auc", VsBaseline: Better)],
            Report("auc", 1),
            null,
            Compared("auc", 1, 0.5, 0.5, 0.5) with
            {
                Rows = rows,
            },
            hasChampion: false
        );

        Assert.Equal(passes, verdict.Blessed);
        Assert.Equal(passes, !verdict.Gates[0].Sentence.Contains("an interval that these rows are too few for"));
    }

    [Theory]
    [InlineData(0.8, null, 0.8, true)]
    [InlineData(0.8, null, 0.7999, false)]
    [InlineData(null, 0.2, 0.2, true)]
    [InlineData(null, 0.2, 0.21, false)]
    [InlineData(0.1, 0.2, 0.15, true)]
    [InlineData(0.1, 0.2, 0.25, false)]
    [InlineData(0.8, null, double.NaN, false)]
    [InlineData(double.NaN, null, 0.9, false)]
    [InlineData(0.8, null, double.PositiveInfinity, false)]
    [InlineData(null, 0.2, double.NegativeInfinity, false)]
    [InlineData(null, null, 0.9, false)]
    public void Absolute_bounds_decide_and_what_is_no_number_does_not_pass(double? min, double? max, double value, bool passes) =>
        Assert.Equal(passes, GateEvaluator.Evaluate([new("auc", min, max)], Report("auc", value), null, null, hasChampion: false).Blessed);

    [Fact]
    public void No_gates_do_not_bless()
    {
        var verdict = GateEvaluator.Evaluate([], Report("auc", 0.99), null, null, hasChampion: false);

        Assert.False(verdict.Blessed);
        Assert.StartsWith("Held back: there is no gate", verdict.Sentence);
    }

    [Fact]
    public void The_first_version_has_no_champion_to_beat_and_says_so()
    {
        var verdict = GateEvaluator.Evaluate(
            [new("auc", VsChampion: Better), new("auc", Min: 0.7)],
            Report("auc", 0.8),
            null,
            null,
            hasChampion: false
        );

        Assert.True(verdict.Blessed);
        Assert.Contains("No version with this target serves yet", verdict.Sentence);
    }

    [Fact]
    public void A_champion_that_could_not_be_scored_blocks() =>
        Assert.False(GateEvaluator.Evaluate([new("auc", VsChampion: Better)], Report("auc", 0.99), null, null, hasChampion: true).Blessed);

    [Fact]
    public void A_baseline_that_could_not_be_measured_blocks() =>
        Assert.False(GateEvaluator.Evaluate([new("auc", VsBaseline: Better)], Report("auc", 0.99), null, null, hasChampion: false).Blessed);

    [Fact]
    public void A_comparison_over_no_rows_and_a_report_over_no_rows_block()
    {
        var nothing = new EvaluationReport(0, new Dictionary<string, MetricValue> { ["auc"] = new(0.9, 0.8, 1) }, []);

        Assert.False(GateEvaluator.Evaluate([new("auc", Min: 0.5)], nothing, null, null, hasChampion: false).Blessed);
        Assert.False(
            GateEvaluator
                .Evaluate(
                    [new("auc", VsChampion: Better)],
                    Report("auc", 0.9),
                    Compared("auc", 0.9, 0.5, 0.3, 0.5) with
                    {
                        Rows = 0,
                    },
                    null,
                    hasChampion: true
                )
                .Blessed
        );
    }

    [Fact]
    public void An_unknown_metric_blocks() =>
        Assert.False(GateEvaluator.Evaluate([new("gini", Min: 0)], Report("gini", 1), null, null, hasChampion: false).Blessed);

    [Fact]
    public void One_gate_that_fails_holds_back_and_is_the_one_that_the_verdict_names()
    {
        var verdict = GateEvaluator.Evaluate(
            [new("rmse", Max: 80), new("rmse", VsChampion: new(MaxRelative: 1))],
            Report("rmse", 71.2, rows: 2_790),
            Compared("rmse", 71.2, 54.3, -18, -16, rows: 2_790),
            null,
            hasChampion: true
        );

        Assert.False(verdict.Blessed);
        Assert.Equal(
            "Held back: rmse 71.2 is 1.311 times the champion's 54.3 on the same 2,790 rows; at most 1 allowed.",
            verdict.Sentence
        );
        Assert.Equal(
            [("rmse max", true), ("rmse vsChampion maxRelative", false)],
            verdict.Gates.Select(gate => (gate.Name.ToString(), gate.Passed))
        );
        Assert.Equal(71.2 / 54.3, verdict.Gates[1].Value!.Value, 12);
        Assert.Equal(1, verdict.Gates[1].Threshold);
    }

    [Fact]
    public void A_narrow_miss_is_shown_with_the_digits_that_tell_it_from_the_bound()
    {
        var verdict = GateEvaluator.Evaluate([new("auc", Min: 0.8)], Report("auc", 0.79999), null, null, hasChampion: false);

        Assert.Equal("Held back: auc 0.79999 on 1,000 held-out rows; at least 0.8 required.", verdict.Sentence);
    }

    [Fact]
    public void A_verdict_survives_json()
    {
        var verdict = GateEvaluator.Evaluate(
            [new("auc", Min: 0.8), new("f1", Min: 0.1)],
            Report("auc", 0.81),
            null,
            null,
            hasChampion: false
        );

        Assert.Equal(Json.Write(verdict), Json.Write(Json.Read<GateVerdict>(Json.Write(verdict))));
        Assert.Null(verdict.Gates[1].Value);
    }

    private static EvaluationReport Report(string metric, double value, int rows = 1_000) =>
        new(rows, new Dictionary<string, MetricValue> { [metric] = new(value, value - 0.01, value + 0.01) }, []);

    private static PairedComparison Compared(string metric, double value, double other, double low, double high, int rows = 1_000)
    {
        var gain = metric is "auc" or "r2" ? value - other : other - value;
        return new(
            rows,
            new Dictionary<string, double> { [metric] = other },
            new Dictionary<string, MetricValue> { [metric] = new(gain, low, high) }
        );
    }
}
