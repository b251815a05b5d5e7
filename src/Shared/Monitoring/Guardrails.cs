using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Monitoring;

/// <summary>What is known of a version on trial and of the one that it is held against, over the same time.</summary>
/// <param name="Candidate">What the version on trial did.</param>
/// <param name="Baseline">What the other one did.</param>
/// <param name="Live">Their metric on labels from feedback; null where there are too few.</param>
public sealed record RolloutEvidence(ServingTally Candidate, ServingTally Baseline, LiveComparison? Live = null);

/// <summary>The metric of two versions on labels from feedback.</summary>
/// <param name="Candidate">That of the version on trial.</param>
/// <param name="Baseline">That of the other one.</param>
/// <param name="CandidateRows">Labels behind it.</param>
/// <param name="BaselineRows">Labels behind the other one.</param>
public sealed record LiveComparison(string Metric, MetricValue Candidate, MetricValue Baseline, long CandidateRows, long BaselineRows);

/// <summary>How a guardrail stands.</summary>
public enum GuardrailState
{
    /// <summary>The rows do not suffice to tell.</summary>
    Undecided,

    /// <summary>The version is not worse than allowed.</summary>
    Holds,

    /// <summary>The version is worse than allowed.</summary>
    Fails,
}

/// <summary>One guardrail with its numbers.</summary>
/// <param name="State">How it stands.</param>
/// <param name="Finding">Its numbers.</param>
public sealed record GuardrailOutcome(GuardrailState State, GuardrailFinding Finding);

/// <summary>
/// Holds a version on trial against the one that it replaces. Each guardrail is a test of non-inferiority: its null
/// hypothesis is that the version is worse by more than the bound. It holds when the interval of the difference lies
/// below the bound at 95% (one-sided; ICH E9, Statistical Principles for Clinical Trials, 1998, section 3.3.2), and it
/// fails when the interval at four standard errors lies above it: one in 30,000, because it is looked at every minute for
/// days.
/// </summary>
public static class Guardrails
{
    /// <summary>The normal quantile of 95%, one-sided.</summary>
    private const double PassZ = 1.645;

    /// <summary>Four standard errors: one in 30,000, one-sided.</summary>
    private const double FailZ = 4;

    /// <summary>The chance at which a difference of predictions counts: with the same reason.</summary>
    private const double ShiftLevel = 1e-4;

    /// <summary>Fewest requests and rows of either side for their distributions to be compared at all.</summary>
    private const int FewestRequests = 10,
        FewestRows = 30;

    /// <summary>Fewest answered requests from which a quantile of 99% has a meaning.</summary>
    private const int FewestTimes = 50;

    private const double Slowest = 0.99;

    /// <summary>Every guardrail, the gravest first.</summary>
    public static IReadOnlyList<GuardrailOutcome> Judge(GuardrailDefinition bounds, RolloutEvidence evidence)
    {
        var (candidate, other) = (evidence.Candidate, evidence.Baseline);
        List<GuardrailOutcome> outcomes =
        [
            Share(GuardrailKind.ErrorRate, bounds.ErrorRate, (candidate.Errors, candidate.Requests), (other.Errors, other.Requests)),
            Share(
                GuardrailKind.RefusedShare,
                bounds.RefusedShare,
                (candidate.RefusedRows, candidate.RefusedRows + candidate.Rows),
                (other.RefusedRows, other.RefusedRows + other.Rows)
            ),
            Latency(bounds.P99Relative, candidate, other),
            Shift(bounds.PredictionShift, candidate, other),
        ];
        if (evidence.Live is { } live)
        {
            outcomes.Add(Live(bounds.LiveMetric, live));
        }

        return outcomes;
    }

    private static GuardrailOutcome Share(GuardrailKind code, double bound, (long Events, long Count) own, (long Events, long Count) other)
    {
        var state =
            bound >= 1 ? GuardrailState.Holds
            : ShareDifference.Interval(own.Events, own.Count, other.Events, other.Count, FailZ).Low > bound ? GuardrailState.Fails
            : ShareDifference.Interval(own.Events, own.Count, other.Events, other.Count, PassZ).High <= bound ? GuardrailState.Holds
            : GuardrailState.Undecided;
        return new(state, new(code, Ratio(own), Ratio(other), bound, own.Count, other.Count));
    }

    /// <summary>
    /// The 99th percentile, the lower end of the candidate's against the upper end of the other's. Noise is one-sided here:
    /// what is not clearly slower holds.
    /// </summary>
    private static GuardrailOutcome Latency(double bound, ServingTally candidate, ServingTally other)
    {
        var (own, its) = (LatencyQuantile.Of(candidate.Latency, Slowest, FailZ), LatencyQuantile.Of(other.Latency, Slowest, FailZ));
        var (count, otherCount) = (candidate.Latency.Values.Sum(), other.Latency.Values.Sum());
        var state =
            count < FewestTimes || otherCount < FewestTimes ? GuardrailState.Undecided
            : own.Low > bound * its.High ? GuardrailState.Fails
            : GuardrailState.Holds;
        return new(state, new(GuardrailKind.P99Relative, own.Value, its.Value, bound, count, otherCount));
    }

    private static GuardrailOutcome Shift(double bound, ServingTally candidate, ServingTally other)
    {
        string[] bins = [.. candidate.Predictions.Keys.Union(other.Predictions.Keys).Order(StringComparer.Ordinal)];
        double[] own = Array.ConvertAll(bins, bin => (double)candidate.Predictions.GetValueOrDefault(bin));
        double[] its = Array.ConvertAll(bins, bin => (double)other.Predictions.GetValueOrDefault(bin));
        var index = Psi.Compute(its, own);
        var isEnough = Math.Min(candidate.Requests, other.Requests) >= FewestRequests && Math.Min(own.Sum(), its.Sum()) >= FewestRows;
        var state =
            bins.Length == 0 && candidate.Rows > 0 && other.Rows > 0 ? GuardrailState.Holds // Nothing of these predictions is compared.
            : !isEnough ? GuardrailState.Undecided
            : index > bound && GTest.PValue(its, own) < ShiftLevel ? GuardrailState.Fails
            : GuardrailState.Holds;
        return new(state, new(GuardrailKind.PredictionShift, index, 0, bound, (long)own.Sum(), (long)its.Sum()));
    }

    /// <summary>The metric on labels: worse where even the better end of its interval is worse than the other's worse end may be.</summary>
    private static GuardrailOutcome Live(double bound, LiveComparison live)
    {
        var isHigher = MetricNames.HigherIsBetter(live.Metric);
        var allowed = live.Baseline.Value + ((isHigher ? -1 : 1) * bound * Math.Abs(live.Baseline.Value));
        var slack = Math.Abs(live.Baseline.Value - (isHigher ? live.Baseline.Low : live.Baseline.High));
        var fails = isHigher ? live.Candidate.High < allowed - slack : live.Candidate.Low > allowed + slack;
        var holds = isHigher ? live.Candidate.Value >= allowed : live.Candidate.Value <= allowed;
        return new(
            fails ? GuardrailState.Fails
                : holds ? GuardrailState.Holds
                : GuardrailState.Undecided,
            new(GuardrailKind.LiveMetric, live.Candidate.Value, live.Baseline.Value, bound, live.CandidateRows, live.BaselineRows)
        );
    }

    private static double Ratio((long Events, long Count) share) => share.Count == 0 ? 0 : (double)share.Events / share.Count;
}
