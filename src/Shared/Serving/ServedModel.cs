using System.Collections.ObjectModel;
using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Schema;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;
using MLOpsFunctions.Models.Onnx;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Serving;

/// <summary>A version in memory, verified, ready to answer. Immutable; safe for any number of threads.</summary>
public sealed class ServedModel
{
    private readonly IReadOnlyDictionary<string, ColumnDefinition> _private;
    private readonly byte[] _privacyKey;

    internal ServedModel(
        ModelVersion version,
        TrainedModel model,
        IReadOnlyList<ColumnSchema> schema,
        IReadOnlyDictionary<string, ColumnDefinition> privateColumns,
        byte[] privacyKey
    ) => (Version, Model, Schema, _private, _privacyKey) = (version, model, schema, privateColumns, privacyKey);

    /// <summary>What it is.</summary>
    public ModelVersion Version { get; }

    /// <summary>
    /// Columns that a person decided to keep as they are. Of others that are not private, rows to answer lose personal parts
    /// of their texts; the training data had none.
    /// </summary>
    internal IReadOnlySet<string> Kept { get; init; } = new HashSet<string>();

    /// <summary>How files are read, as its definition declares it.</summary>
    public IngestDefinition Ingest { get; init; } = new();

    /// <summary>What scores.</summary>
    public TrainedModel Model { get; }

    /// <summary>
    /// Every column of the data it was trained on. A row may have them all; those that the model doesn't take are read
    /// and passed over.
    /// </summary>
    public IReadOnlyList<ColumnSchema> Schema { get; }

    /// <summary>Columns that the data had and that were left out of them for privacy. A row may have them; they are not read.</summary>
    public IReadOnlySet<string> Dropped =>
        field ??= _private
            .Where(column => column.Value.Pii == PiiHandling.Drop)
            .Select(column => column.Key)
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>The columns that the model takes. A row that lacks one has a missing cell.</summary>
    public IReadOnlyList<ColumnSchema> Inputs => Model.Signature;

    /// <summary>How rows are answered that are not as the training data were.</summary>
    public ServingDefinition Serving { get; init; } = new();

    /// <summary>Answers rows. Private columns are protected first, as they were in training.</summary>
    /// <param name="rows">The rows as they came.</param>
    /// <param name="threads">Threads to use, 1 or more; never changes the result.</param>
    /// <param name="gaps">The columns that they lack; null: none.</param>
    /// <exception cref="ProblemException">
    /// A column holds something else than in training, a row to forecast does not say when, a row has none of the
    /// inputs, or something that the definition does not want answered.
    /// </exception>
    public ScoredBatch Predict(DataFrame rows, int threads = 1, InputGaps? gaps = null)
    {
        var inputs = Prepare(rows);
        var findings = InputFindings.Of(this, inputs, gaps ?? InputGaps.None, rows);
        findings.Check(this, rows.RowCount);
        return new(this, inputs, Model.Predict(inputs, threads))
        {
            Missing = findings.Missing,
            Unseen = findings.Unseen,
            Warnings = [.. findings.Notes, .. Model.Series is { } series ? ForecastWarnings.Of(series.Plan, inputs, series.History) : []],
            RowNotes = findings.RowNotes,
        };
    }

    /// <summary>The cells for which the definition does not want their rows answered.</summary>
    /// <param name="rows">The rows as they came.</param>
    internal IReadOnlyList<UnseenCell> Refused(DataFrame rows) =>
        Serving.Unseen == InputPolicy.Refuse ? InputFindings.Of(this, Prepare(rows), InputGaps.None, rows).Unseen : [];

    /// <summary>Whether a column's cells are protected: they are not to be quoted.</summary>
    internal bool IsPrivate(string column) => _private.ContainsKey(column);

    /// <summary>Whether it tells the time of a row by the row's place in its file.</summary>
    internal bool CountsRows => Model.Series?.Plan.Grid.Unit == StepUnit.Rows;

    /// <summary>Steps that a forecast looks ahead; null for other tasks.</summary>
    public int? Horizon => Model.Series?.Plan.Horizon;

    /// <summary>The version as an ONNX file, which takes the columns as they are and gives the same answers.</summary>
    /// <exception cref="ProblemException">It cannot be written as ONNX; the problem says why.</exception>
    public byte[] ToOnnx() => ModelExporter.Export(Model, new(Version.Model, Version.Number, Version.Artifact, Version.Code));

    /// <summary>Forecasts the next steps after the last known value of each series.</summary>
    /// <param name="known">The data set of this version, private columns protected.</param>
    /// <param name="steps">How many steps, 1 or more.</param>
    /// <param name="knownAhead">The columns that were declared to be known ahead of time.</param>
    /// <param name="threads">Threads to use, 1 or more; never changes the result.</param>
    /// <exception cref="ProblemException">The model is no forecast, needs a column that only the future tells, or there
    /// would be too many rows.</exception>
    public ScoredBatch Forecast(DataFrame known, int steps, IReadOnlyList<string> knownAhead, int threads = 1)
    {
        if (Model.Series is not { } series)
        {
            throw new ProblemException(
                new(
                    $"'{Version.Model}' forecasts nothing, so it needs rows to predict",
                    $"the task {Model.Task.JsonName()}",
                    "a file of rows",
                    Try: $"mlops predict {Version.Model} --file FILE, with the columns "
                        + $"{string.Join(", ", Inputs.Take(10).Select(column => column.Name))}"
                        + $"{(Inputs.Count > 10 ? ", ..." : "")}"
                )
            );
        }

        if (series.Plan.Known.Intersect(knownAhead).ToList() is { Count: > 0 } needed)
        {
            throw new ProblemException(
                new(
                    "The next steps need values that only you know",
                    $"no values of {string.Join(", ", needed)}",
                    "their values for the time to be forecast",
                    "forecast.known",
                    $"mlops predict {Version.Model} --file FILE, with the columns {string.Join(", ", series.Plan.Inputs)}"
                )
            );
        }

        var rows = NextSteps.After(series.Plan, known, steps);
        return new(this, rows, Model.Predict(rows, threads)) { Warnings = ForecastWarnings.Of(series.Plan, rows, series.History) };
    }

    /// <summary>What turned out to be true, as this version's label is written.</summary>
    /// <param name="said">A class by name, a number, or true or false.</param>
    /// <param name="isPlain">A number that is written as programs write them, however the training file wrote the label.</param>
    /// <exception cref="ProblemException">The version's label cannot be that.</exception>
    public string ReadActual(string said, bool isPlain = false) =>
        new GroundTruth(
            this,
            Model.Label is { } label && _private.TryGetValue(label, out var handling) ? cell => Protected(label, cell, handling) : null
        ).Read(said, isPlain);

    /// <summary>
    /// Rows as the model takes them and as they may be kept or compared: its columns only, private ones protected as
    /// they were in training.
    /// </summary>
    public DataFrame Prepare(DataFrame rows)
    {
        var columns = new List<DataColumn>(Inputs.Count);
        foreach (var column in Inputs)
        {
            if (rows.Find(column.Name) is { } found)
            {
                var respelled = found is TextColumn text && Model.Levels is { } levels ? Respell(text, levels) : found;
                columns.Add(
                    _private.TryGetValue(column.Name, out var handling) ? PiiProtection.Protect(respelled, handling, _privacyKey)
                    : respelled is TextColumn open && !Kept.Contains(column.Name)
                        ? PiiProtection.Redact(open, column.Text == TextKind.Prose)
                    : respelled
                );
            }
        }

        return new(columns, rows.RowCount);
    }

    private string Protected(string column, string text, ColumnDefinition definition) =>
        ((TextColumn)PiiProtection.Protect(new TextColumn(column, [0], [text]), definition, _privacyKey)).Levels[0];

    /// <summary>The cells as the training data wrote them: pandas makes 1.0 of a code 1 where others are missing.</summary>
    private TextColumn Respell(TextColumn column, KnownLevels levels)
    {
        Func<string, string> keep = _private.TryGetValue(column.Name, out var handling)
            ? text => Protected(column.Name, text, handling)
            : text => text;
        var written = Array.ConvertAll(column.Levels, level => levels.Respell(column.Name, level, keep));
        if (written.SequenceEqual(column.Levels))
        {
            return column;
        }

        string[] distinct = [.. written.Distinct(StringComparer.Ordinal)];
        var places = distinct
            .Select((level, place) => (level, place))
            .ToDictionary(entry => entry.level, entry => entry.place, StringComparer.Ordinal);
        return new(column.Name, Array.ConvertAll(column.Codes, code => code < 0 ? -1 : places[written[code]]), distinct);
    }
}

/// <summary>Rows answered by one version.</summary>
/// <param name="Served">The version.</param>
/// <param name="Inputs">The rows as they were scored and may be kept: the model's columns only, private ones protected.</param>
/// <param name="Predictions">Its answers, in row order.</param>
public sealed record ScoredBatch(ServedModel Served, DataFrame Inputs, Predictions Predictions)
{
    /// <summary>
    /// What a caller should know of the answers: what the rows lack, what they hold that was never
    /// seen, and where a forecast was asked for more than was learned.
    /// </summary>
    public IReadOnlyList<Note> Warnings { get; init; } = [];

    /// <summary>Inputs of the model that no row has.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Cells of levels that the training data did not have.</summary>
    internal IReadOnlyList<UnseenCell> Unseen { get; init; } = [];

    /// <summary>
    /// What a caller should know of single rows, by the row's number from 0; rows without any are left out.
    /// </summary>
    public IReadOnlyDictionary<int, IReadOnlyList<Note>> RowNotes { get; init; } = ReadOnlyDictionary<int, IReadOnlyList<Note>>.Empty;

    /// <summary>Notes on one row, for the row's answer: with the inputs that no row has.</summary>
    /// <param name="row">Its number, from 0.</param>
    public IReadOnlyList<Note> NotesOf(int row) =>
        (Missing.Count, RowNotes.GetValueOrDefault(row, [])) switch
        {
            (0, var own) => own,
            (_, var own) => [ServingNotes.RowMissing(Missing), .. own],
        };
}
