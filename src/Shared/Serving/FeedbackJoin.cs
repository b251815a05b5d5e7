using System.Runtime.CompilerServices;
using MLOpsFunctions.Deployment;

namespace MLOpsFunctions.Serving;

/// <summary>
/// Joins what turned out to be true with the predictions it belongs to, by id, in the order of the ids and so of time.
/// In memory are one batch and what is known of it. What is joined depends on what is stored alone.
/// </summary>
/// <param name="feedback">What turned out to be true.</param>
public sealed class FeedbackJoin(FeedbackStore feedback, PredictionLog predictions)
{
    /// <summary>The labelled predictions of a time, batch by batch.</summary>
    /// <param name="from">The first time of a prediction's batch.</param>
    /// <param name="to">The time after the last.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public async IAsyncEnumerable<JoinedFeedback> ReadAsync(
        string model,
        DateTimeOffset from,
        DateTimeOffset to,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        PredictionId? batch = null;
        var known = new Dictionary<int, FeedbackRecord>();
        await foreach (var record in feedback.ReadAsync(model, from, to, cancellation))
        {
            if (!PredictionId.TryParse(record.Id, out var id))
            {
                continue;
            }

            if (batch is { } open && open != id with { Row = 0 })
            {
                yield return await JoinAsync(model, open, known, cancellation);
                known.Clear();
            }

            (batch, known[id.Row]) = (id with { Row = 0 }, record);
        }

        if (batch is { } last)
        {
            yield return await JoinAsync(model, last, known, cancellation);
        }
    }

    /// <summary>
    /// The predictions that versions gave in the shadow of others, with what turned out to be true of the predictions
    /// that they shadow.
    /// </summary>
    /// <inheritdoc cref="ReadAsync"/>
    public async IAsyncEnumerable<LabelledPredictions> ReadShadowsAsync(
        string model,
        DateTimeOffset from,
        DateTimeOffset to,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        await foreach (var batch in predictions.ReadAsync(model, from, to, header => header.Role == ServingRole.Shadow, cancellation))
        {
            var (known, row) = (new Dictionary<int, FeedbackRecord>(), 0);
            foreach (var request in batch.Requests)
            {
                for (var i = 0; i < request.Rows; i++, row++)
                {
                    if (
                        PredictionId.TryParse(request.Shadows, out var first)
                        && await feedback.FindAsync(model, (first with { Row = first.Row + i }).ToString(), cancellation) is { } record
                    )
                    {
                        known.Add(row, record);
                    }
                }
            }

            yield return LabelledPredictions.Join(batch, known);
        }
    }

    private async Task<JoinedFeedback> JoinAsync(
        string model,
        PredictionId id,
        IReadOnlyDictionary<int, FeedbackRecord> known,
        CancellationToken cancellation
    )
    {
        if (await predictions.ReadBatchAsync(model, id, cancellation) is not { } batch)
        {
            return new(null, known.Count);
        }

        var labelled = LabelledPredictions.Join(batch, known);
        return new(labelled, known.Count - labelled.Feedback.Count);
    }
}

/// <summary>What is known of one batch.</summary>
/// <param name="Labelled">Its predictions that have an actual value; null: no such batch is stored, or not yet.</param>
/// <param name="Waiting">Actual values without a stored prediction.</param>
public sealed record JoinedFeedback(LabelledPredictions? Labelled, int Waiting);
