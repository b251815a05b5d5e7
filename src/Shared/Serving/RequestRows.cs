using System.Globalization;
using System.Text.Json;
using MLOpsFunctions.Data;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Serving;

/// <summary>The rows of one request, which any version can read by its own schema.</summary>
public abstract class RequestRows
{
    /// <summary>Rows; 1 or more.</summary>
    public abstract int Count { get; }

    /// <summary>The rows as a version reads them, with the columns that they lack.</summary>
    /// <exception cref="ProblemException">The version cannot read them.</exception>
    public abstract (DataFrame Frame, InputGaps Gaps) Read(ServedModel served);

    /// <summary>The same rows, to be read when the request is over.</summary>
    public abstract RequestRows Keep();

    /// <summary>
    /// Where the request stands between 0 and 1: the same for all requests of one key, or of the same rows where there is no
    /// key. Requests below a canary's share go to its version, so that whoever met it goes on meeting it as the share grows.
    /// </summary>
    /// <param name="model">The model; each has its own order.</param>
    /// <param name="key">The column; null: the whole request.</param>
    public double Place(string model, string? key) =>
        StableHash.Fraction(StableHash.Mix(StableHash.Of(model) ^ StableHash.Of((key is null ? null : FirstCell(key)) ?? Text())));

    /// <summary>The first row's cell in a column, as it is written; null where there is none.</summary>
    protected abstract string? FirstCell(string column);

    /// <summary>The rows, as they are written.</summary>
    protected abstract string Text();
}

/// <summary>Rows that came as a JSON list of objects.</summary>
/// <param name="rows">The list.</param>
public sealed class JsonRows(JsonElement rows) : RequestRows
{
    /// <inheritdoc/>
    public override int Count => rows.GetArrayLength();

    /// <inheritdoc/>
    public override (DataFrame Frame, InputGaps Gaps) Read(ServedModel served) =>
        FrameBuilder.ReadJsonRows(rows, served.Schema, served.Dropped);

    /// <inheritdoc/>
    public override RequestRows Keep() => new JsonRows(rows.Clone());

    /// <inheritdoc/>
    protected override string? FirstCell(string column) =>
        rows[0] is { ValueKind: JsonValueKind.Object } row
        && row.TryGetProperty(column, out var cell)
        && cell.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? cell.GetRawText().Trim('"')
            : null;

    /// <inheritdoc/>
    protected override string Text() => rows.GetRawText();
}

/// <summary>Rows that came as CSV, and that one version has read already.</summary>
/// <param name="content">The CSV.</param>
/// <param name="reader">The version that has read it.</param>
/// <param name="frame">What it has read.</param>
/// <param name="gaps">The columns that the rows lack.</param>
public sealed class CsvRows(ReadOnlyMemory<byte> content, ServedModel reader, DataFrame frame, InputGaps gaps) : RequestRows
{
    /// <inheritdoc/>
    public override int Count => frame.RowCount;

    /// <inheritdoc/>
    public override (DataFrame Frame, InputGaps Gaps) Read(ServedModel served)
    {
        if (served == reader)
        {
            return (frame, gaps);
        }

        using var file = new MemoryStream(content.ToArray(), writable: false);
        var rows = FrameReader.ReadCsv(file, served.Schema, "body", ingest: served.Ingest);
        return rows.SetAside.Count == 0
            ? (rows.Frame, new(rows.Absent))
            : throw new ProblemException(new("A row of the CSV cannot be read", rows.SetAside[0].Reason));
    }

    /// <inheritdoc/>
    public override RequestRows Keep() => this;

    /// <inheritdoc/>
    protected override string? FirstCell(string column) =>
        frame.Find(column) switch
        {
            TextColumn texts => texts[0],
            NumberColumn numbers when !double.IsNaN(numbers.Values[0]) => numbers.Values[0].ToString(CultureInfo.InvariantCulture),
            TimeColumn times => times.Ticks[0].ToString(CultureInfo.InvariantCulture),
            _ => null,
        };

    /// <inheritdoc/>
    protected override string Text() => Convert.ToBase64String(content.Span);
}
