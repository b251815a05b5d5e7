using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Evaluation;

/// <summary>
/// Holds the gates that name slices against each slice. A slice fails where the whole interval of its shortfall lies
/// above zero. One that is too small is named and not judged. If no slice can be judged, the gate fails.
/// </summary>
internal static class SliceGates
{
    /// <summary>Rows that each of two classes must have for a metric that ranks or finds one of them.</summary>
    private const int FewestOfClass = 10;

    /// <summary>Whether the slices of a gate have a bound of their own.</summary>
    public static bool HasOwnBound(GateDefinition gate) =>
        gate.Slices is { MaxGap: not null } or { VsWhole: not null } or { DemographicParity: not null } or { EqualOpportunity: not null };

    /// <summary>An outcome for each bound of each gate with slices. Pure: the same input gives the same outcomes.</summary>
    /// <param name="gates">All gates.</param>
    /// <param name="answers">What was answered to the rows that judge; null: the task has no slices.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    public static IReadOnlyList<GateOutcome> Judge(
        IReadOnlyList<GateDefinition> gates,
        JudgedAnswers? answers,
        IReadOnlyList<ColumnSchema> schema,
        int seed,
        int threads
    ) =>
        [
            .. gates
                .Where(gate => gate.Slices is not null)
                .SelectMany(gate =>
                    answers is null
                        ?
                        [
                            new(
                                GateName.Of(gate.Metric, GateKind.Unbounded, isOfSlices: true),
                                null,
                                null,
                                false,
                                SliceNotes.NoSlice(gate.Metric, gate.Slices!.Column, [], 0, 0)
                            ),
                        ]
                        : Judge(gate, gate.Slices!, answers, RowSlice.Cut(gate.Slices!, answers.Rows, schema), seed, threads)
                ),
        ];

    private static IEnumerable<GateOutcome> Judge(
        GateDefinition gate,
        SliceDefinition definition,
        JudgedAnswers answers,
        IReadOnlyList<RowSlice> slices,
        int seed,
        int threads
    )
    {
        var whole = Evaluator.Measure(gate.Metric, answers.Candidate, answers.Labels);
        var bounds = SliceBound.Of(gate, answers, whole);
        var large = slices.Where(slice => IsLarge(slice, gate.Metric, definition, answers)).ToList();
        return
        [
            .. bounds.Select(bound => Judge(gate.Metric, definition, bound, answers, slices, large, seed, threads)),
            .. SliceGap.Judge(gate.Metric, definition, answers, slices, large, seed),
        ];
    }

    private static GateOutcome Judge(
        string metric,
        SliceDefinition definition,
        SliceBound bound,
        JudgedAnswers answers,
        IReadOnlyList<RowSlice> slices,
        IReadOnlyList<RowSlice> large,
        int seed,
        int threads
    )
    {
        var measured = large
            .AsParallel()
            .AsOrdered()
            .WithDegreeOfParallelism(Math.Clamp(threads, 1, 512))
            .Select(slice => (Slice: slice, Found: bound.Measure(metric, slice.Rows, answers, seed)))
            .Where(entry => double.IsFinite(entry.Found.Shortfall.Low) && double.IsFinite(entry.Found.Shortfall.High))
            .ToList();
        var name = GateName.Of(metric, bound.Kind, bound.Rival, isOfSlices: true);
        var unjudged = RowSlice.Names(slices.Except(measured.Select(entry => entry.Slice)));
        if (measured.Count == 0)
        {
            return new(name, null, bound.Threshold, false, SliceNotes.NoSlice(metric, definition.Column, unjudged, definition.MinRows, 1));
        }

        var judged = measured
            .Select(entry => (entry.Slice, entry.Found, Low: SimultaneousInterval.Widen(entry.Found.Shortfall, measured.Count).Low))
            .ToList();
        var failed = judged.Where(entry => entry.Low > 0).OrderByDescending(entry => entry.Low).ToList();
        var worst = failed.Count > 0 ? failed[0] : judged.MaxBy(entry => entry.Found.Shortfall.Value);
        var own = SimultaneousInterval.Widen(worst.Found.Own, measured.Count);
        return new(
            name,
            own.Value,
            bound.Threshold,
            failed.Count == 0,
            SliceNotes.Worst(
                metric,
                GateName.Of(null, bound.Kind, bound.Rival).ToString(),
                bound.Threshold,
                worst.Slice.Name,
                own.Value,
                own.Low,
                own.High,
                worst.Found.Rival,
                RowSlice.Names(failed.Select(entry => entry.Slice)),
                measured.Count,
                unjudged
            )
        );
    }

    private static bool IsLarge(RowSlice slice, string metric, SliceDefinition definition, JudgedAnswers answers)
    {
        if (slice.Rows.Length < definition.MinRows)
        {
            return false;
        }

        var positives = slice.Rows.Count(row => answers.Labels[row] == 1);
        return answers.Candidate.Task != ModelTask.Binary
            || metric is not (MetricNames.Auc or MetricNames.F1)
            || (positives >= FewestOfClass && slice.Rows.Length - positives >= FewestOfClass);
    }
}
