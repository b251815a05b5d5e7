using MLOpsFunctions.Definitions;
using MLOpsFunctions.Monitoring;

namespace MLOpsFunctions.Shared.Tests.Monitoring;

public sealed class RetrainPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(true, true, 500, null, RetrainReason.Drift, "Retraining: Things moved.")]
    [InlineData(true, true, 500, 360, RetrainReason.Drift, "Retraining: Things moved.")]
    [InlineData(
        true,
        true,
        500,
        359,
        RetrainReason.Cooldown,
        "No retraining before 2026-03-01 12:01 UTC: Things moved. The last automatic run began less than 6h ago."
    )]
    [InlineData(
        true,
        true,
        499,
        null,
        RetrainReason.TooFewRows,
        "No retraining yet: Things moved. But 499 newer labelled rows are fewer than the 500 asked for."
    )]
    [InlineData(
        true,
        true,
        0,
        1,
        RetrainReason.NoNewRows,
        "No retraining: Things moved. But there are no labelled rows to learn from that are newer than "
            + "those already learned; drop a file that has some, or send feedback with retrain.fromFeedback in the definition."
    )]
    [InlineData(true, false, 500, null, RetrainReason.Stable, "No retraining: Things moved.")]
    [InlineData(false, false, 500, null, RetrainReason.Inconclusive, "No retraining: Things moved.")]
    public void The_policy_decides_with_a_sentence(
        bool conclusive,
        bool drifted,
        long newRows,
        int? minutesAgo,
        RetrainReason reason,
        string sentence
    )
    {
        var report = Report(conclusive, drifted, rows: 100_000);

        var decision = RetrainPolicy.Decide(
            report,
            newRows,
            minutesAgo is { } minutes ? Now.AddMinutes(-minutes) : null,
            new RetrainDefinition(),
            Now
        );

        Assert.Equal((reason == RetrainReason.Drift, reason, sentence), (decision.Retrain, decision.Reason, decision.Sentence));
        Assert.Equal(reason == RetrainReason.Cooldown ? Now.AddMinutes(1) : null, decision.NotBefore);
    }

    internal static DriftReport Report(bool conclusive, bool drifted, long rows, DateTimeOffset? at = null) =>
        new()
        {
            Check = "check",
            Model = "bikes",
            Version = 1,
            Reference = "",
            Current = "predictions",
            At = at ?? Now,
            Rows = rows,
            Columns = [new("temp", "psi", double.NaN, 0.25, false)],
            Share = 1,
            Conclusive = conclusive,
            Drifted = drifted,
            Sentence = "Things moved.",
        };
}
