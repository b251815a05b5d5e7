using System.Globalization;
using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines;

/// <summary>The trials of a run: what was proposed and what came of it. A row a trial, a partition a run.</summary>
/// <param name="tables">Where the rows are kept.</param>
public sealed class TrialLog(ITableStore tables)
{
    /// <summary>
    /// Writes a proposal, unless the trial is there already: a proposal stands once it is made, also where its round is
    /// proposed again.
    /// </summary>
    public Task ProposeAsync(string run, Trial trial, CancellationToken cancellation = default) =>
        tables.WriteAsync(StorageNames.TrialsTable, run, [TableWrite.Insert(Key(trial.Number), Json.Write(trial))], cancellation);

    /// <summary>Writes a trial's result. It follows from the proposal and the data alone, so writing again writes the same.</summary>
    public Task WriteAsync(string run, Trial trial, CancellationToken cancellation = default) =>
        tables.WriteAsync(StorageNames.TrialsTable, run, [TableWrite.Upsert(Key(trial.Number), Json.Write(trial))], cancellation);

    /// <summary>A trial.</summary>
    /// <exception cref="InvalidDataException">The run has no such trial.</exception>
    public async Task<Trial> ReadAsync(string run, int number, CancellationToken cancellation = default) =>
        await tables.FindAsync(StorageNames.TrialsTable, run, Key(number), cancellation) is { } row
            ? row.Read<Trial>()
            : throw new InvalidDataException($"Run {run} has no trial {number}.");

    /// <summary>The first <paramref name="count"/> trials, by number.</summary>
    public async Task<IReadOnlyList<Trial>> ListAsync(string run, int count, CancellationToken cancellation = default)
    {
        var trials = new List<Trial>();
        await foreach (var trial in ReadAsync(run, cancellation))
        {
            if (trials.Count == count)
            {
                break;
            }

            trials.Add(trial);
        }

        return trials;
    }

    /// <summary>
    /// The best trials, the best first; also while they run. A trial without a value after the run has ended counts
    /// as cut.
    /// </summary>
    /// <param name="run">The run, with its metric.</param>
    /// <param name="cancellation">Stops reading.</param>
    public async Task<IReadOnlyList<Trial>> RankAsync(RunRecord run, CancellationToken cancellation = default)
    {
        var ranked = await Leaderboard.RankAsync(ReadAsync(run.Run, cancellation), run.Metric);
        return run.Ended is null ? ranked : [.. ranked.Select(trial => trial with { Cut = trial.Cut || IsOpen(trial) })];
    }

    private static bool IsOpen(Trial trial) => trial is { Value: null, Refusal: null };

    private async IAsyncEnumerable<Trial> ReadAsync(
        string run,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await foreach (var row in tables.QueryAsync(StorageNames.TrialsTable, run, cancellation: cancellation))
        {
            yield return row.Read<Trial>();
        }
    }

    private static string Key(int number) => number.ToString("D8", CultureInfo.InvariantCulture);
}
