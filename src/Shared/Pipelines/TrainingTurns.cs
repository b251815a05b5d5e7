using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines;

/// <summary>
/// One training of a model at a time, where somebody asks for one: the others wait in the order in which they were asked
/// for. The turn is one row, taken by compare-and-swap, so that of several processes one gets it. Whoever ends, or was left
/// by its process, leaves it.
/// </summary>
/// <param name="tables">Where the turn is kept.</param>
/// <param name="runs">The runs.</param>
/// <param name="time">The clock.</param>
public sealed class TrainingTurns(ITableStore tables, RunLog runs, TimeProvider time)
{
    /// <summary>The stage of a run that waits for its turn.</summary>
    public const string Stage = "queue";

    /// <summary>A run that has been under way for longer was left by a process that ended.</summary>
    internal static readonly TimeSpan LongestRun = TimeSpan.FromDays(1);

    /// <summary>Runs that are looked back on.</summary>
    internal const int MaxRuns = 50;

    private const string Row = "turn";

    /// <summary>Takes the turn for a run, unless another run of the model comes before it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="run">The run, recorded in the stage <see cref="Stage"/>.</param>
    /// <param name="cancellation">Stops before the turn is taken.</param>
    /// <returns>The run that comes before; null: the turn is this run's.</returns>
    public async Task<string?> TakeAsync(string model, string run, CancellationToken cancellation = default)
    {
        var turn = await tables.FindAsync(StorageNames.DriftTable, model, Row, cancellation);
        if (turn?.Value == run)
        {
            return null;
        }

        if (await FindBeforeAsync(model, run, cancellation) is { } before)
        {
            return before;
        }

        if (turn is not null && await runs.FindAsync(turn.Value, cancellation) is { } holder && IsUnderWay(holder))
        {
            return holder.Run;
        }

        var write = turn is null ? TableWrite.Insert(Row, run) : TableWrite.Replace(Row, run, turn.ETag);
        return await tables.WriteAsync(StorageNames.DriftTable, model, [write], cancellation) is not null
            ? null
            : (await tables.FindAsync(StorageNames.DriftTable, model, Row, cancellation))?.Value;
    }

    /// <summary>Another run of the model that works, or that waits and was asked for earlier; null: there is none.</summary>
    private async Task<string?> FindBeforeAsync(string model, string run, CancellationToken cancellation)
    {
        string? before = null;
        var isEarlier = false;
        await foreach (var other in runs.ListAsync(model, cancellation).Take(MaxRuns).WithCancellation(cancellation))
        {
            isEarlier |= other.Run == run;
            if (other.Run != run && IsUnderWay(other) && (isEarlier || other.Stage != Stage))
            {
                before = other.Run; // The list goes from new to old: the oldest of them stays.
            }
        }

        return before;
    }

    private bool IsUnderWay(RunRecord run) => run is { Status: RunStatus.Running } && run.Started > time.GetUtcNow() - LongestRun;
}
