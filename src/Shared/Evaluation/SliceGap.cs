using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation.Metrics;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Evaluation;

/// <summary>
/// Bounds on how far two slices of one column may lie apart: by the metric, by the share of positive answers (demographic
/// parity difference) and by the recall (equal opportunity difference; Hardt, Price and Srebro, Equality of Opportunity in
/// Supervised Learning, 2016).
/// </summary>
internal static class SliceGap
{
    private delegate MetricValue Measure(RowSlice slice, int intervals);

    /// <summary>An outcome for each of these bounds that a gate sets.</summary>
    /// <param name="slices">All slices.</param>
    /// <param name="large">Those large enough for the metric.</param>
    public static IEnumerable<GateOutcome> Judge(
        string metric,
        SliceDefinition definition,
        JudgedAnswers answers,
        IReadOnlyList<RowSlice> slices,
        IReadOnlyList<RowSlice> large,
        int seed
    )
    {
        if (definition.MaxGap is { } gap)
        {
            var measured = large.ToDictionary(slice => slice, slice => MetricOf(metric, slice, answers, seed));
            MetricValue Own(RowSlice slice, int intervals) => SimultaneousInterval.Widen(measured[slice], intervals);
            yield return Judge(GateName.Of(metric, GateKind.MaxGap, isOfSlices: true), metric, gap, definition, slices, large, Own);
        }

        if (definition.DemographicParity is { } parity)
        {
            MetricValue Share(RowSlice slice, int intervals) =>
                SimultaneousInterval.OfShare(slice.Rows.Count(row => answers.Candidate.Values[row] == 1), slice.Rows.Length, intervals);
            var enough = slices.Where(slice => slice.Rows.Length >= definition.MinRows).ToList();
            yield return Judge(Name(GateKind.DemographicParity), SliceNotes.PositiveShare, parity, definition, slices, enough, Share);
        }

        if (definition.EqualOpportunity is { } opportunity)
        {
            MetricValue Recall(RowSlice slice, int intervals) =>
                SimultaneousInterval.OfShare(
                    slice.Rows.Count(row => answers.Labels[row] == 1 && answers.Candidate.Values[row] == 1),
                    slice.Rows.Count(row => answers.Labels[row] == 1),
                    intervals
                );
            var enough = slices.Where(slice => slice.Rows.Count(row => answers.Labels[row] == 1) >= definition.MinRows).ToList();
            yield return Judge(Name(GateKind.EqualOpportunity), SliceNotes.Recall, opportunity, definition, slices, enough, Recall);
        }
    }

    private static GateOutcome Judge(
        GateName name,
        string measure,
        double most,
        SliceDefinition definition,
        IReadOnlyList<RowSlice> slices,
        IReadOnlyList<RowSlice> large,
        Measure of
    )
    {
        var usable = large.Where(slice => double.IsFinite(of(slice, 1).Low)).ToList();
        var groups = usable.GroupBy(slice => slice.Column).Where(group => group.Skip(1).Any()).Select(group => group.ToList()).ToList();
        var pairs = groups.Sum(group => group.Count * (group.Count - 1) / 2);
        if (pairs == 0)
        {
            var none = RowSlice.Names(slices.Except(usable));
            return new(name, null, most, false, SliceNotes.NoSlice(measure, definition.Column, none, definition.MinRows, 2));
        }

        // Each of the two intervals is at the level of all pairs together.
        var found = groups.SelectMany(group => Pairs([.. group.Select(slice => (slice, of(slice, pairs)))])).ToList();
        var failed = found.Where(pair => pair.Gap.Low > most).ToList();
        var worst = (failed.Count > 0 ? failed : found).MaxBy(pair => pair.Gap.Value)!;
        return new(
            name,
            worst.Gap.Value,
            most,
            failed.Count == 0,
            SliceNotes.Gap(
                measure,
                worst.Greater.Name,
                worst.GreaterValue,
                worst.Less.Name,
                worst.LessValue,
                worst.Gap.Low,
                worst.Gap.High,
                most,
                failed.Count,
                pairs,
                RowSlice.Names(slices.Except(groups.SelectMany(group => group)))
            )
        );
    }

    private static GateName Name(GateKind kind) => GateName.Of(null, kind, isOfSlices: true);

    private static IEnumerable<SlicePair> Pairs(List<(RowSlice Slice, MetricValue Value)> group)
    {
        var ordered = group.OrderByDescending(entry => entry.Value.Value).ToList();
        for (var i = 0; i < ordered.Count; i++)
        {
            for (var j = i + 1; j < ordered.Count; j++)
            {
                yield return new(
                    ordered[i].Slice,
                    ordered[i].Value.Value,
                    ordered[j].Slice,
                    ordered[j].Value.Value,
                    SimultaneousInterval.OfDifference(ordered[i].Value, ordered[j].Value)
                );
            }
        }
    }

    private static MetricValue MetricOf(string metric, RowSlice slice, JudgedAnswers answers, int seed)
    {
        var labels = Array.ConvertAll(slice.Rows, row => answers.Labels[row]);
        var sample = MetricSamples.Of(metric, answers.Candidate.Take(slice.Rows), labels, null, seed);
        return Bootstrap.Intervals([sample.Value], slice.Rows.Length, seed, threads: 1)[0];
    }
}

/// <summary>Two slices of one column.</summary>
/// <param name="Greater">The one with the greater value.</param>
/// <param name="Less">The other.</param>
/// <param name="Gap">How far they lie apart, with its interval.</param>
internal sealed record SlicePair(RowSlice Greater, double GreaterValue, RowSlice Less, double LessValue, MetricValue Gap);
