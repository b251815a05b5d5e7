using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Monitoring;

/// <summary>
/// Estimates by version and day how predictions will turn out, without any actual value. In memory are one batch and an
/// even sample of each day. Clusters, anomalies and forecasts have no estimate.
/// </summary>
/// <param name="losses">Finds the model of a version's errors; null where there is none.</param>
internal sealed class PerformanceEstimator(Func<int, Task<LossModel?>> losses)
{
    /// <summary>Most rows of a day that are looked at: an estimate takes some tenths of a second.</summary>
    private const int MaxRows = 1_000;

    private readonly SortedDictionary<(DateTime Day, int Version), Window> _windows = [];
    private readonly Dictionary<int, LossModel?> _losses = [];

    /// <summary>Adds the predictions of a batch.</summary>
    public async Task AddAsync(PredictionBatch batch)
    {
        var (header, predictions) = (batch.Header, batch.Predictions);
        if (!header.Role.IsTraffic() || header.Rows == 0)
        {
            return;
        }

        if (predictions.Task is ModelTask.Binary or ModelTask.Multiclass && predictions.Probabilities is { } all)
        {
            var classes = predictions.Classes.Count;
            Add(batch, EstimateSource.Cbpe, row => [predictions.Values[row], .. all.AsSpan(row * classes, classes)]);
        }
        else if (predictions.Task == ModelTask.Regression && await FindAsync(header.Version) is { } model)
        {
            var expected = model.Expect(batch.Inputs);
            Add(batch, EstimateSource.Dle, row => [expected[row]]);
        }
    }

    /// <summary>The estimates, oldest first.</summary>
    public IReadOnlyList<PerformanceEstimate> Estimates() =>
        [
            .. _windows.Select(window => new PerformanceEstimate(
                window.Key.Version,
                window.Value.From,
                window.Value.To,
                window.Value.Rows,
                window.Value.Sample.Count,
                window.Value.Source,
                Estimate(window.Key.Version, window.Value)
            )),
        ];

    private async Task<LossModel?> FindAsync(int version) =>
        _losses.TryGetValue(version, out var model) ? model : _losses[version] = await losses(version);

    private void Add(PredictionBatch batch, EstimateSource source, Func<int, double[]> numbers)
    {
        var key = (batch.Header.Opened.UtcDateTime.Date, batch.Header.Version);
        if (!_windows.TryGetValue(key, out var window))
        {
            _windows[key] = window = new(source, batch.Predictions, batch.Header.Opened);
        }

        window.Rows += batch.Header.Rows;
        window.To = batch.Header.Opened;
        for (var row = 0; row < batch.Header.Rows; row++)
        {
            if (window.Sample.Takes(batch.Ids[row]))
            {
                window.Sample.Add(batch.Ids[row], numbers(row));
            }
        }
    }

    private IReadOnlyDictionary<string, MetricValue> Estimate(int version, Window window)
    {
        double[][] rows = [.. window.Sample.Values];
        return window.Source == EstimateSource.Dle
            ? new Dictionary<string, MetricValue> { [MetricNames.Mae] = _losses[version]!.MeanError([.. rows.Select(row => row[0])]) }
            : ConfidenceEstimate.Of(
                window.Like with
                {
                    Values = [.. rows.Select(row => row[0])],
                    Probabilities = [.. rows.SelectMany(row => row.Skip(1))],
                },
                seed: 0
            );
    }

    private sealed class Window(EstimateSource source, Predictions like, DateTimeOffset from)
    {
        public EstimateSource Source => source;

        public Predictions Like => like;

        public DateTimeOffset From => from;

        public DateTimeOffset To { get; set; }

        public long Rows { get; set; }

        public HashSample<double[]> Sample { get; } = new(MaxRows);
    }
}
