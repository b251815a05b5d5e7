using System.Globalization;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Monitoring;

/// <summary>Decides whether a drift report starts a run. Pure: the same report, time and definition give the same decision.</summary>
public static class RetrainPolicy
{
    /// <summary>The decision.</summary>
    /// <param name="report">The report of the check.</param>
    /// <param name="newRows">Labelled rows (all rows, if the model has no label) of a data set that is newer than those
    /// of the champion and of removed versions; 0: there is none.</param>
    /// <param name="lastRun">When the last automatic run of the model began; null if there was none.</param>
    /// <param name="policy">The declared policy.</param>
    /// <param name="now">The time.</param>
    /// <param name="decay">How much worse what serves does than when it was judged; null: no worse.</param>
    public static RetrainDecision Decide(
        DriftReport report,
        long newRows,
        DateTimeOffset? lastRun,
        RetrainDefinition policy,
        DateTimeOffset now,
        PerformanceDecay? decay = null
    )
    {
        var why = decay is null ? report.Sentence : decay.Sentence;
        if (decay is null && (!report.Conclusive || !report.Drifted))
        {
            return new(
                false,
                report.Conclusive ? RetrainReason.Stable : RetrainReason.Inconclusive,
                $"No retraining: {report.Sentence}",
                null
            );
        }

        if (newRows == 0)
        {
            return new(
                false,
                RetrainReason.NoNewRows,
                $"No retraining: {why} But there are no labelled rows to learn from that are newer "
                    + "than those already learned; drop a file that has some, or send feedback with "
                    + "retrain.fromFeedback in the definition.",
                null
            );
        }

        if (newRows < policy.MinRows)
        {
            return new(
                false,
                RetrainReason.TooFewRows,
                Invariant($"No retraining yet: {why} But {newRows} newer labelled rows are fewer than the {policy.MinRows} asked for."),
                null
            );
        }

        if (lastRun is { } last && last + policy.Cooldown.Value is var earliest && earliest > now)
        {
            return new(
                false,
                RetrainReason.Cooldown,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"No retraining before {earliest.UtcDateTime:yyyy-MM-dd HH:mm} UTC: {why} The last "
                        + $"automatic run began less than {policy.Cooldown} ago."
                ),
                earliest
            );
        }

        return new(true, decay is null ? RetrainReason.Drift : RetrainReason.Decay, $"Retraining: {why}", null);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Whether to train again, and why.</summary>
/// <param name="Retrain">Whether to train again.</param>
/// <param name="Reason">The reason, for code.</param>
/// <param name="Sentence">The reason, for a person.</param>
/// <param name="NotBefore">When the decision may change, if only time prevents a run.</param>
public sealed record RetrainDecision(bool Retrain, RetrainReason Reason, string Sentence, DateTimeOffset? NotBefore);

/// <summary>Why a model is trained again, or not.</summary>
public enum RetrainReason
{
    /// <summary>The data drifted, and nothing prevents a run.</summary>
    Drift,

    /// <summary>What serves does worse than when it was judged, and nothing prevents a run.</summary>
    Decay,

    /// <summary>The data did not drift.</summary>
    Stable,

    /// <summary>There were too few rows for a conclusion.</summary>
    Inconclusive,

    /// <summary>There is a reason, but there are no labelled rows that are newer than those already learned.</summary>
    NoNewRows,

    /// <summary>There is a reason, but there are too few rows to learn from.</summary>
    TooFewRows,

    /// <summary>There is a reason, but the last automatic run is too recent.</summary>
    Cooldown,
}
