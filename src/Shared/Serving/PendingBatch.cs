using System.Globalization;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Serving;

/// <summary>
/// A batch that still grows, or waits for storage. It copies the cells of what it is given: ten thousand small objects
/// that live for seconds would cost every request the time that the garbage collector needs to move them.
/// </summary>
/// <param name="id">The id of its first prediction.</param>
/// <param name="header">Whose predictions they are.</param>
internal sealed class PendingBatch(PredictionId id, PredictionBatchHeader header)
{
    private readonly string _prefix = id.Prefix;
    private readonly List<LoggedRequest> _requests = [];
    private readonly SortedDictionary<RefusalCode, int> _refused = [];
    private LoggedRows? _logged;

    /// <summary>The id of its first prediction.</summary>
    public PredictionId Id => id;

    /// <summary>When it was opened; whole seconds.</summary>
    public DateTimeOffset Opened => id.Opened;

    /// <summary>Predictions so far.</summary>
    public int Rows { get; private set; }

    /// <summary>What it holds so far.</summary>
    public PredictionBatchHeader Header => header with { Rows = Rows, Refused = _refused };

    /// <summary>The id of a prediction, as text.</summary>
    /// <param name="row">Its row, from 0.</param>
    public string IdOf(int row) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}{row}");

    /// <summary>Adds the rows of an answer.</summary>
    public void Add(ScoredBatch answer, LoggedRequest request)
    {
        (_logged ??= new(answer.Inputs, answer.Predictions)).Add(answer.Inputs, answer.Predictions);
        _requests.Add(request);
        Rows += request.Rows;
    }

    /// <summary>Counts rows that got no answer.</summary>
    public void AddRefused(int rows, RefusalCode code) => _refused[code] = _refused.GetValueOrDefault(code) + rows;

    /// <summary>The batch as it is stored. Nothing may be added meanwhile.</summary>
    public byte[] Write()
    {
        var (inputs, predictions) = _logged?.Build() ?? (new([], 0), new(ModelTask.Regression, [], [], null));
        return PredictionBatchFormat.Write(new(Header, inputs, predictions, _requests));
    }
}
