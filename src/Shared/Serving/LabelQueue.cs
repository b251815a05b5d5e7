using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Serving;

/// <summary>
/// The predictions that are most worth a label. Of classes those come first that the model was least sure of; of
/// anomalies those nearest to the threshold; numbers come in an order by a hash of their ids, so that the first of them
/// are an even sample. In memory are one batch and the rows that are asked for.
/// </summary>
/// <param name="feedback">What is known already.</param>
/// <param name="predictions">What was answered.</param>
/// <param name="time">The clock.</param>
public sealed class LabelQueue(FeedbackStore feedback, PredictionLog predictions, TimeProvider time)
{
    /// <summary>Predictions that are given unless somebody says how many: a few hours of a person's work.</summary>
    public const int DefaultLimit = 1_000;

    /// <summary>Most predictions that are given at once.</summary>
    public const int MaxLimit = 10_000;

    /// <summary>Days that are looked at unless somebody says how many.</summary>
    public const int DefaultDays = 30;

    /// <summary>Most days that are looked at.</summary>
    public const int MaxDays = 366;

    /// <summary>The unlabelled predictions of the last days that callers got, the most worth a label first.</summary>
    /// <param name="limit">How many, 1 to <see cref="MaxLimit"/>.</param>
    /// <param name="days">Days to look at, 1 to <see cref="MaxDays"/>.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="ProblemException">The model finds clusters, of which nothing can turn out to be true.</exception>
    public async Task<IReadOnlyList<UnlabelledPrediction>> ReadAsync(
        string model,
        int limit = DefaultLimit,
        int days = DefaultDays,
        CancellationToken cancellation = default
    )
    {
        var least = new PriorityQueue<UnlabelledPrediction, (double, string)>(Comparer<(double, string)>.Create((a, b) => Compare(b, a)));
        var now = time.GetUtcNow();
        await foreach (
            var batch in predictions.ReadAsync(
                model,
                now.AddDays(-days),
                now.AddSeconds(1),
                header => header.Role.IsTraffic() && header.Rows > 0,
                cancellation
            )
        )
        {
            CheckTask(batch.Predictions.Task, model);
            var known = await KnownAsync(model, batch, cancellation);
            DateTimeOffset[] times = [.. batch.Times];
            for (var row = 0; row < batch.Header.Rows; row++)
            {
                var order = (Doubt(batch, row), batch.Ids[row]);
                if (known.Contains(batch.Ids[row]))
                {
                    continue;
                }

                if (least.Count < limit)
                {
                    least.Enqueue(Of(batch, row, times[row]), order);
                }
                else if (least.TryPeek(out _, out var last) && Compare(order, last) < 0)
                {
                    least.DequeueEnqueue(Of(batch, row, times[row]), order);
                }
            }
        }

        var first = new UnlabelledPrediction[least.Count];
        for (var i = first.Length - 1; i >= 0; i--)
        {
            first[i] = least.Dequeue();
        }

        return first;
    }

    private static int Compare((double Doubt, string Id) a, (double Doubt, string Id) b) =>
        a.Doubt.CompareTo(b.Doubt) is not 0 and var order ? order : string.CompareOrdinal(a.Id, b.Id);

    private async Task<HashSet<string>> KnownAsync(string model, PredictionBatch batch, CancellationToken cancellation)
    {
        var (known, opened) = (new HashSet<string>(StringComparer.Ordinal), batch.Header.Opened);
        await foreach (var record in feedback.ReadAsync(model, opened, opened.AddSeconds(1), cancellation))
        {
            known.Add(record.Id);
        }

        return known;
    }

    /// <summary>What the order goes by; the least comes first.</summary>
    private static double Doubt(PredictionBatch batch, int row) =>
        Confidence(batch.Predictions, row)
        ?? (
            batch.Predictions.Threshold is { } threshold
                ? Math.Abs(batch.Predictions.Values[row] - threshold)
                : StableHash.Fraction(StableHash.Of(batch.Ids[row]))
        );

    private static double? Confidence(Predictions predictions, int row) =>
        predictions.Probabilities is { } probabilities
            ? probabilities[(row * predictions.Classes.Count) + (int)predictions.Values[row]]
            : null;

    private static UnlabelledPrediction Of(PredictionBatch batch, int row, DateTimeOffset at)
    {
        var predictions = batch.Predictions;
        return new(
            batch.Ids[row],
            batch.Header.Version,
            at,
            predictions.Classes.Count > 0 ? predictions.Classes[(int)predictions.Values[row]]
                : predictions.IsAnomaly(row) is { } isAnomaly ? (isAnomaly ? "true" : "false")
                : CellWriter.Write(predictions.Values[row]),
            Confidence(predictions, row),
            batch.Inputs.Columns.ToDictionary(column => column.Name, column => CellWriter.Write(column, row))
        );
    }

    private static void CheckTask(ModelTask task, string model)
    {
        if (task == ModelTask.Clustering)
        {
            throw new ProblemException(
                new(
                    "Clusters cannot be labelled",
                    $"model '{model}', which finds clusters",
                    "a model that predicts a label",
                    Try: "train a classifier on a column that names the groups, where they are known",
                    Status: 422
                )
            );
        }
    }
}
