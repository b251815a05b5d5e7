using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Profiling;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines;

/// <summary>
/// Makes data set versions of a dropped file's rows and the predictions whose truth is known. The same rows and the same
/// feedback make the same data set, whichever run asks.
/// </summary>
/// <param name="services">The parts of the product.</param>
internal sealed class FeedbackDatasets(PipelineServices services)
{
    /// <summary>The data set to train on: with feedback where the definition wants it and there is some, else the file's own.</summary>
    /// <param name="dropped">The dropped file's data set.</param>
    /// <param name="run">The run that will learn it; one that has begun keeps what it had.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public async Task<DatasetEntry> WithFeedbackAsync(DatasetEntry dropped, string run, CancellationToken cancellation)
    {
        if (await services.Datasets.FindRunAsync(dropped.Model, run, cancellation) is { } begun)
        {
            return begun;
        }

        var dataset = await services.Datasets.DescribeAsync(dropped, cancellation);
        if (
            dataset.Label is not { } label
            || (await services.Definitions.FindAsync(dropped.Model, cancellation))?.Retrain.FromFeedback is not { } wanted
        )
        {
            return dropped;
        }

        var known = await services.Feedback.CountAsync(dropped.Model, cancellation);
        var batches = await CollectAsync(dropped.Model, dataset, wanted.MaxRows, cancellation);
        if (batches.Count == 0)
        {
            return dropped;
        }

        var frame = FeedbackRows.Append(
            await services.Artifacts.ReadAsync(dropped.Dataset, FrameFile.Read, cancellation),
            dataset.Schema,
            label,
            batches
        );
        var source = new FeedbackSource(
            dropped.Dataset,
            batches.Sum(batch => batch.Feedback.Count),
            known,
            batches[0].Times[0],
            batches[^1].Times[^1],
            await services.Artifacts.WriteJsonAsync(batches.Select(batch => RowsOf(dropped.Model, batch)).ToList(), cancellation)
        );
        return await KeepAsync(dropped, dataset, frame, source, batches, run, cancellation);
    }

    private async Task<DatasetEntry> KeepAsync(
        DatasetEntry dropped,
        DatasetVersion dataset,
        DataFrame frame,
        FeedbackSource source,
        IReadOnlyList<LabelledPredictions> batches,
        string run,
        CancellationToken cancellation
    )
    {
        var digest = await services.Artifacts.WriteAsync(stream => FrameFile.Write(frame, stream), cancellation);
        var profile = Profiler.Describe(frame, services.Settings.Threads, dataset.Schema);
        var (sha256, bytes) = Identify(dropped.Dataset, batches);
        var joined = dataset with
        {
            Digest = digest,
            Source = new($"{StorageNames.PredictionsContainer}/{dropped.Model}", sha256, bytes),
            Rows = dataset.Rows with { Read = dataset.Rows.Read + source.Rows, Kept = frame.RowCount },
            Profile = await services.Artifacts.WriteJsonAsync(profile, cancellation),
            RowsDigest = RowsDigest.Of(frame),
            Feedback = source,
        };
        var manifest = await services.Artifacts.WriteJsonAsync(joined, cancellation);
        return await services.Datasets.ClaimAsync(
            new(dropped.Model, 0, sha256, dropped.Definition, digest, manifest, run, FromFeedback: true),
            failed: null,
            cancellation
        );
    }

    /// <summary>The newest labelled predictions that callers got and that have the data set's columns, oldest first.</summary>
    private async Task<IReadOnlyList<LabelledPredictions>> CollectAsync(
        string model,
        DatasetVersion dataset,
        int maxRows,
        CancellationToken cancellation
    )
    {
        var (newest, rows) = (new Queue<LabelledPredictions>(), 0);
        var join = new FeedbackJoin(services.Feedback, services.Predictions);
        var now = services.Time.GetUtcNow();
        await foreach (var joined in join.ReadAsync(model, DateTimeOffset.MinValue, now.AddDays(1), cancellation))
        {
            if (
                joined.Labelled is not { Feedback.Count: > 0 } batch
                || !batch.Header.Role.IsTraffic()
                || batch.Predictions.Task != dataset.Task
                || !FeedbackRows.Fit(batch, dataset.Schema)
            )
            {
                continue;
            }

            newest.Enqueue(batch);
            rows += batch.Feedback.Count;
            while (rows - newest.Peek().Feedback.Count >= maxRows)
            {
                rows -= newest.Dequeue().Feedback.Count;
            }
        }

        return [.. newest.Select((batch, i) => i == 0 && rows > maxRows ? batch.Skip(rows - maxRows) : batch)];
    }

    private static FeedbackBatchRows RowsOf(string model, LabelledPredictions batch)
    {
        PredictionId[] ids = [.. batch.Feedback.Select(one => PredictionId.TryParse(one.Id, out var id) ? id : default)];
        return new(ids[0].BlobName(model), batch.Header.Version, [.. ids.Select(id => id.Row)]);
    }

    /// <summary>Names what the data set is made of: the file's rows, and each prediction with its truth.</summary>
    private static (string Sha256, long Bytes) Identify(string dataset, IReadOnlyList<LabelledPredictions> batches)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = 0L;
        Add(dataset);
        foreach (var one in batches.SelectMany(batch => batch.Feedback))
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"{one.Id} {one.Actual.Length} {one.Actual}"));
        }

        return (Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);

        void Add(string line)
        {
            var text = Encoding.UTF8.GetBytes($"{line}\n");
            hash.AppendData(text);
            bytes += text.Length;
        }
    }
}
