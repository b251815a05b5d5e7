using System.Text.Json;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Serving;

/// <summary>Predictions of one version in one role, in the order in which they were given.</summary>
/// <param name="Header">What they are.</param>
/// <param name="Inputs">What was asked: a row a prediction.</param>
/// <param name="Predictions">What was answered.</param>
/// <param name="Requests">The requests that asked, in order; batches of before they were kept have one of all rows.</param>
public sealed record PredictionBatch(
    PredictionBatchHeader Header,
    DataFrame Inputs,
    Predictions Predictions,
    IReadOnlyList<LoggedRequest> Requests
)
{
    /// <summary>The id of each prediction, in row order.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>When each prediction was given, in row order.</summary>
    public IEnumerable<DateTimeOffset> Times =>
        Requests.SelectMany(request =>
            Enumerable.Repeat(Header.Opened + TimeSpan.FromMilliseconds(request.AfterMilliseconds), request.Rows)
        );
}

/// <summary>The first line of a stored batch: enough to know what follows without reading it.</summary>
/// <param name="Model">The model.</param>
/// <param name="Version">The version that answered.</param>
/// <param name="Opened">When the first of them was given; whole seconds.</param>
/// <param name="Rows">Predictions; 0 where every row was refused.</param>
/// <param name="Role">In which part the version answered.</param>
/// <param name="Slot">The slot in which it was loaded; null: in none, or not kept.</param>
public sealed record PredictionBatchHeader(
    string Model,
    int Version,
    DateTimeOffset Opened,
    int Rows,
    ServingRole Role = ServingRole.Champion,
    Slot? Slot = null
)
{
    private static readonly IReadOnlyDictionary<RefusalCode, int> None = new Dictionary<RefusalCode, int>();

    /// <summary>Rows that got no answer, by why.</summary>
    public IReadOnlyDictionary<RefusalCode, int> Refused { get; init; } = None;
}

/// <summary>A batch as two lines of JSON: header, then columns and answers.</summary>
internal static class PredictionBatchFormat
{
    /// <summary>Largest batch that is read, in bytes.</summary>
    private const int MaxBytes = 256 * 1024 * 1024;

    /// <summary>Longest header, in bytes.</summary>
    private const int MaxHeaderBytes = 1_024;

    public static byte[] Write(PredictionBatch batch)
    {
        var stream = new MemoryStream();
        JsonSerializer.Serialize(stream, StoredHeader.Of(batch.Header), Json.Compact);
        stream.WriteByte((byte)'\n');
        JsonSerializer.Serialize(stream, Body.Of(batch), Json.Compact);
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    public static async Task<PredictionBatch> ReadAsync(Stream content, long length, CancellationToken cancellation)
    {
        if (length > MaxBytes)
        {
            throw new InvalidDataException($"The batch of predictions has {length:N0} bytes; at most {MaxBytes:N0} are read.");
        }

        var bytes = new byte[length];
        await content.ReadExactlyAsync(bytes, cancellation);
        var end = Array.IndexOf(bytes, (byte)'\n');
        if (end is < 0 or > MaxHeaderBytes)
        {
            throw new InvalidDataException("The batch of predictions has no header.");
        }

        try
        {
            var header = JsonSerializer.Deserialize<StoredHeader>(bytes.AsSpan(0, end), Json.Compact)!.Open();
            var body = JsonSerializer.Deserialize<Body>(bytes.AsSpan(end + 1), Json.Compact)!;
            return new(
                header,
                new([.. body.Columns.Select(column => column.Open())], header.Rows),
                new(body.Task, body.Classes, body.Values, body.Probabilities) { Distances = body.Distances, Threshold = body.Threshold },
                body.Requests ?? [new(header.Rows, 0, 0)]
            );
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException or NullReferenceException)
        {
            throw new InvalidDataException("The batch of predictions is damaged.", fault);
        }
    }

    public static async Task<PredictionBatchHeader> ReadHeaderAsync(Stream content, CancellationToken cancellation)
    {
        var bytes = new byte[MaxHeaderBytes];
        var read = await content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        var end = bytes.AsSpan(0, read).IndexOf((byte)'\n');
        return end >= 0
            ? JsonSerializer.Deserialize<StoredHeader>(bytes.AsSpan(0, end), Json.Compact)!.Open()
            : throw new InvalidDataException("The batch of predictions has no header.");
    }

    private sealed record Body(
        IReadOnlyList<Column> Columns,
        ModelTask Task,
        IReadOnlyList<string> Classes,
        double[] Values,
        double[]? Probabilities,
        double[]? Distances = null,
        double? Threshold = null,
        IReadOnlyList<LoggedRequest>? Requests = null
    )
    {
        public static Body Of(PredictionBatch batch) =>
            new(
                [.. batch.Inputs.Columns.Select(Column.Of)],
                batch.Predictions.Task,
                batch.Predictions.Classes,
                batch.Predictions.Values,
                batch.Predictions.Probabilities,
                batch.Predictions.Distances,
                batch.Predictions.Threshold,
                batch.Requests
            );
    }

    /// <summary>A header as it is stored. Old ones had <c>live</c> in place of the role.</summary>
    private sealed record StoredHeader(
        string Model,
        int Version,
        DateTimeOffset Opened,
        int Rows,
        bool? Live = null,
        ServingRole? Role = null,
        Slot? Slot = null,
        IReadOnlyDictionary<RefusalCode, int>? Refused = null
    )
    {
        public static StoredHeader Of(PredictionBatchHeader header) =>
            new(
                header.Model,
                header.Version,
                header.Opened,
                header.Rows,
                Live: null,
                header.Role,
                header.Slot,
                header.Refused.Count == 0 ? null : header.Refused
            );

        public PredictionBatchHeader Open()
        {
            var header = new PredictionBatchHeader(
                Model,
                Version,
                Opened,
                Rows,
                Role ?? (Live == false ? ServingRole.Requested : ServingRole.Champion),
                Slot
            );
            return Refused is null ? header : header with { Refused = Refused };
        }
    }

    private sealed record Column(string Name, double[]? Numbers = null, string?[]? Texts = null, long[]? Ticks = null)
    {
        public static Column Of(DataColumn column) =>
            column switch
            {
                NumberColumn numbers => new(column.Name, Numbers: numbers.Values),
                TextColumn texts => new(column.Name, Texts: Array.ConvertAll(texts.Codes, code => code < 0 ? null : texts.Levels[code])),
                _ => new(column.Name, Ticks: ((TimeColumn)column).Ticks),
            };

        public DataColumn Open() =>
            Numbers is not null ? new NumberColumn(Name, Numbers)
            : Texts is not null ? Encode(Name, Texts)
            : new TimeColumn(Name, Ticks!);

        private static TextColumn Encode(string name, string?[] texts)
        {
            var levels = new Dictionary<string, int>(StringComparer.Ordinal);
            var codes = new int[texts.Length];
            for (var row = 0; row < texts.Length; row++)
            {
                codes[row] =
                    texts[row] is not { } text ? -1
                    : levels.TryGetValue(text, out var code) ? code
                    : levels[text] = levels.Count;
            }

            return new(name, codes, [.. levels.Keys]);
        }
    }
}
