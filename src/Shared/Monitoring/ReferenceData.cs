using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Profiling;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Monitoring;

/// <summary>What current rows are compared with: all training rows, or those of the same weekdays or season.</summary>
/// <param name="Profile">The profile of these rows.</param>
/// <param name="Frame">The rows themselves; null: only the profile is needed.</param>
/// <param name="Note">What a reader should know of the choice; null: nothing.</param>
internal sealed record ReferenceData(DataProfile Profile, DataFrame? Frame, Note? Note)
{
    /// <summary>Whether a definition's tests need the training rows, not only their profile.</summary>
    public static bool NeedsRows(DriftDefinition drift) => drift.Multivariate || NeedsTimes(drift);

    /// <summary>Whether the times of the current rows decide which training rows they are compared with.</summary>
    public static bool NeedsTimes(DriftDefinition drift) => drift.Reference != DriftReference.Training;

    /// <summary>Chooses the training rows. Pure: the same rows and times give the same choice.</summary>
    /// <param name="drift">What the definition wants.</param>
    /// <param name="profile">The profile of all training rows.</param>
    /// <param name="schema">Their columns.</param>
    /// <param name="frame">All training rows; null: they are not needed.</param>
    /// <param name="current">When current rows happened, as far as known.</param>
    /// <param name="threads">Threads to use, 1 or more; never changes the result.</param>
    public static ReferenceData Of(
        DriftDefinition drift,
        DataProfile profile,
        IReadOnlyList<ColumnSchema> schema,
        DataFrame? frame,
        IReadOnlyList<DateTimeOffset> current,
        int threads
    )
    {
        var all = new ReferenceData(profile, drift.Multivariate ? frame : null, null);
        if (!NeedsTimes(drift) || frame is null)
        {
            return all;
        }

        var times = current.Count > 0 ? TimeColumnOf(schema, frame) : null;
        if ((times is null ? [] : ReferenceRows.Find(times, drift.Reference, current)) is not { } rows)
        {
            return all;
        }

        if (rows.Length < drift.MinRows)
        {
            return all with { Note = DriftNotes.FewReferenceRows(drift.Reference.JsonName(), rows.Length, drift.MinRows) };
        }

        var some = frame.Take(rows);
        return new(
            Profiler.Describe(some, threads, schema),
            drift.Multivariate ? some : null,
            DriftNotes.Reference(drift.Reference.JsonName(), rows.Length)
        );
    }

    /// <summary>The column that says when a row happened; null: none does.</summary>
    public static TimeColumn? TimeColumnOf(IReadOnlyList<ColumnSchema> schema, DataFrame frame) =>
        schema
            .Where(column => column.Role == ColumnRole.Time)
            .Select(column => frame.Find(column.Name))
            .OfType<TimeColumn>()
            .FirstOrDefault();
}
