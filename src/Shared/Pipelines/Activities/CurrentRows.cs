using System.Globalization;
using System.Runtime.CompilerServices;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>Reads the current rows of a drift check: those of a file, or those that the model was asked for.</summary>
internal sealed class CurrentRows(PipelineServices services, DatasetVersion dataset, ServedModel served, DriftDefinition drift)
{
    public IAsyncEnumerable<CurrentBatch> ReadAsync(CheckDriftCommand command, CancellationToken cancellation) =>
        command.File is { } file ? ReadFileAsync(file, cancellation)
        : drift.WindowRows is { } rows ? NewestAsync(command.Model, rows, cancellation)
        : ReadPredictionsAsync(command.Model, cancellation);

    /// <summary>The actual values of predictions in the window, as frames of the label's column.</summary>
    public async IAsyncEnumerable<DataFrame> ReadLabelsAsync(string model, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (from, to) = Window();
        await foreach (var joined in new FeedbackJoin(services.Feedback, services.Predictions).ReadAsync(model, from, to, cancellation))
        {
            if (joined.Labelled is { Feedback.Count: > 0 } labelled && labelled.Header.Role.IsTraffic())
            {
                yield return Labels([.. labelled.Feedback.Select(one => one.Actual)]);
            }
        }
    }

    private (DateTimeOffset From, DateTimeOffset To) Window() =>
        (services.Time.GetUtcNow() - drift.Window.Value, services.Time.GetUtcNow());

    private async IAsyncEnumerable<CurrentBatch> ReadPredictionsAsync(string model, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (from, to) = Window();
        await foreach (var batch in services.Predictions.ReadAsync(model, from, to, cancellation))
        {
            if (batch.Header.Role.IsTraffic() && batch.Header.Rows > 0)
            {
                yield return new(batch.Inputs)
                {
                    Answers = batch.Header.Version == served.Version.Number ? AnswerFrame.Of(batch.Predictions) : null,
                    Times = [.. batch.Times],
                };
            }
        }
    }

    /// <summary>The newest rows of the window. No more than those are kept.</summary>
    private async IAsyncEnumerable<CurrentBatch> NewestAsync(
        string model,
        int rows,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var (newest, kept) = (new Queue<CurrentBatch>(), 0);
        await foreach (var batch in ReadPredictionsAsync(model, cancellation))
        {
            newest.Enqueue(batch);
            kept += batch.Inputs.RowCount;
            while (kept - newest.Peek().Inputs.RowCount >= rows)
            {
                kept -= newest.Dequeue().Inputs.RowCount;
            }
        }

        foreach (var batch in newest)
        {
            yield return kept > rows ? batch.Skip(kept - rows) : batch;
            kept = 0;
        }
    }

    private async IAsyncEnumerable<CurrentBatch> ReadFileAsync(string name, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var file =
            await services.Blobs.OpenReadAsync(StorageNames.UploadsContainer, name, cancellation)
            ?? throw new ProblemException(new("The file to check is gone", Where: name, Try: "send it again", Status: 404));
        var rows = FrameReader.ReadCsv(file.Content, dataset.Schema, name, ingest: served.Ingest, cancellation: cancellation);
        // Columns that the file lacks are missing from the frame too; the profile knows private cells as hashes or masks only.
        var frame = new DataFrame([.. rows.Frame.Columns.Where(column => !rows.Absent.Contains(column.Name))], rows.Frame.RowCount);
        var inputs = served.Prepare(frame);
        yield return new(inputs)
        {
            Answers =
                inputs.Columns.Count == served.Inputs.Count && served.Model.Task != ModelTask.Forecast && inputs.RowCount > 0
                    ? AnswerFrame.Of(served.Model.Predict(inputs, services.Settings.Threads))
                    : null,
            Labels =
                dataset.Label is { } label && frame.Find(label) is { } found && !served.IsPrivate(label)
                    ? new([found], frame.RowCount)
                    : null,
            Times = ReferenceData.TimeColumnOf(dataset.Schema, frame) is { } times
                ? [.. times.Ticks.Where(ticks => ticks != TimeColumn.Missing).Select(ticks => new DateTimeOffset(ticks, TimeSpan.Zero))]
                : [],
            Notes = rows.Remarks,
        };
    }

    private DataFrame Labels(string[] actual)
    {
        var name = dataset.Label!;
        if (dataset.Schema.FirstOrDefault(column => column.Name == name)?.Type == ColumnType.Number)
        {
            return new(
                [
                    new NumberColumn(
                        name,
                        Array.ConvertAll(
                            actual,
                            text =>
                                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                                    ? number
                                    : double.NaN
                        )
                    ),
                ],
                actual.Length
            );
        }

        string[] levels = [.. actual.Distinct(StringComparer.Ordinal)];
        var codes = levels.Select((level, code) => (level, code)).ToDictionary(one => one.level, one => one.code, StringComparer.Ordinal);
        return new([new TextColumn(name, Array.ConvertAll(actual, text => codes[text]), levels)], actual.Length);
    }
}

/// <summary>Some of the current rows.</summary>
/// <param name="Inputs">The model's columns.</param>
internal sealed record CurrentBatch(DataFrame Inputs)
{
    /// <summary>The answers of the version that serves; null: another one answered, or none.</summary>
    public DataFrame? Answers { get; init; }

    /// <summary>The actual values; null: not known.</summary>
    public DataFrame? Labels { get; init; }

    /// <summary>When rows happened, as far as known.</summary>
    public IReadOnlyList<DateTimeOffset> Times { get; init; } = [];

    /// <summary>What a reader should know of how the rows were read.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];

    /// <summary>All but the first rows.</summary>
    public CurrentBatch Skip(int rows)
    {
        int[] kept = [.. Enumerable.Range(rows, Inputs.RowCount - rows)];
        return this with
        {
            Inputs = Inputs.Take(kept),
            Answers = Answers?.Take(kept),
            Labels = Labels?.Take(kept),
            Times = [.. Times.Skip(rows)],
        };
    }
}
