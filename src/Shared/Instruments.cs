using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MLOpsFunctions;

/// <summary>
/// Every span and metric of the product, by name: the source <see cref="Name"/> for traces and the meter of the same
/// name. Hosts choose who listens; where nobody does, a measurement costs next to nothing.
/// </summary>
public static class Instruments
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "MLOpsFunctions";

    /// <summary>Upper bounds of the buckets of a request, in seconds: as client libraries have them, with a finer low end.</summary>
    private static readonly double[] RequestBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>Upper bounds of the buckets of runs and activities, in seconds: up to a day.</summary>
    private static readonly double[] WorkBounds = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400];

    /// <summary>Where spans come from.</summary>
    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    /// <summary>A process that sees more models counts the rest together.</summary>
    private static readonly BoundedLabels Models = new(500);

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>("mlops.http.requests", null, "Requests answered.");
    private static readonly Histogram<double> RequestTime = Seconds(
        "mlops.http.request",
        "Time from a request to its answer.",
        RequestBounds
    );
    private static readonly Counter<long> Predictions = Meter.CreateCounter<long>("mlops.predictions", null, "Rows predicted.");
    private static readonly Counter<long> Drops = Meter.CreateCounter<long>("mlops.drops", null, "Files whose run was started.");
    private static readonly Histogram<double> RunTime = Seconds("mlops.run", "Time from the start of a run to its end.", WorkBounds);
    private static readonly Histogram<double> ActivityTime = Seconds("mlops.activity", "Time that one activity of a run took.", WorkBounds);
    private static readonly Counter<long> Gates = Meter.CreateCounter<long>("mlops.verdicts", null, "Versions that gates judged.");
    private static readonly Counter<long> Swaps = Meter.CreateCounter<long>("mlops.swaps", null, "Versions asked into the live slot.");
    private static readonly Gauge<long> Live = Meter.CreateGauge<long>(
        "mlops.live.version",
        null,
        "The version that serves; 0 where none does."
    );
    private static readonly Gauge<long> Generation = Meter.CreateGauge<long>(
        "mlops.deployment.generation",
        null,
        "Grows whenever another version begins to serve."
    );
    private static readonly Gauge<double> DriftShare = Meter.CreateGauge<double>(
        "mlops.drift.share",
        null,
        "Share of features that had drifted at the last check."
    );
    private static readonly Gauge<double> LiveMetric = Meter.CreateGauge<double>(
        "mlops.live.metric",
        null,
        "A metric on the newest labelled predictions of a version, at the last check."
    );
    private static readonly Gauge<double> EstimatedMetric = Meter.CreateGauge<double>(
        "mlops.estimated.metric",
        null,
        "A metric as it was estimated without actual values for the newest day of a version, at the last check."
    );

    /// <summary>Whether anybody listens to what is said of models.</summary>
    public static bool HasGaugeListeners => Live.Enabled;

    /// <summary>A request was answered.</summary>
    /// <param name="endpoint">The route's name.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="took">How long it took.</param>
    public static void Requested(string endpoint, int status, TimeSpan took)
    {
        Requests.Add(1, new("endpoint", endpoint), new("status", status));
        RequestTime.Record(took.TotalSeconds, new KeyValuePair<string, object?>("endpoint", endpoint));
    }

    /// <summary>A request was answered that no route takes; how long that took says nothing.</summary>
    /// <param name="status">The HTTP status.</param>
    public static void Unrouted(int status) => Requests.Add(1, new("endpoint", BoundedLabels.Other), new("status", status));

    /// <summary>A version has predicted rows.</summary>
    public static void Predicted(string model, int version, int rows) =>
        Predictions.Add(rows, new("model", Models.Of(model)), new("version", version));

    /// <summary>The run of a file was started.</summary>
    public static void Dropped(string model) => Drops.Add(1, new KeyValuePair<string, object?>("model", Models.Of(model)));

    /// <summary>A run has ended.</summary>
    /// <param name="trigger">What started it.</param>
    /// <param name="status">Its end state.</param>
    /// <param name="took">From its start to its end.</param>
    public static void RunEnded(string trigger, string status, TimeSpan took) =>
        RunTime.Record(took.TotalSeconds, new("trigger", trigger), new("status", status));

    /// <summary>An activity has ended.</summary>
    /// <param name="activity">Its name.</param>
    /// <param name="outcome"><c>ok</c>, <c>refused</c>, <c>stopped</c> or <c>failed</c>.</param>
    /// <param name="took">How long it took.</param>
    public static void ActivityEnded(string activity, string outcome, TimeSpan took) =>
        ActivityTime.Record(took.TotalSeconds, new("activity", activity), new("outcome", outcome));

    /// <summary>Gates have judged a version.</summary>
    public static void Judged(string model, bool blessed) => Gates.Add(1, new("model", Models.Of(model)), new("blessed", blessed));

    /// <summary>A version was asked into the live slot.</summary>
    /// <param name="model">The model.</param>
    /// <param name="outcome"><c>serves</c>, <c>rolling</c> or <c>refused</c>.</param>
    public static void Swapped(string model, string outcome) => Swaps.Add(1, new("model", Models.Of(model)), new("outcome", outcome));

    /// <summary>What serves.</summary>
    public static void Serves(string model, int? version, long generation)
    {
        var label = new KeyValuePair<string, object?>("model", Models.Of(model));
        Live.Record(version ?? 0, label);
        Generation.Record(generation, label);
    }

    /// <summary>What the last drift check found.</summary>
    public static void Drifted(string model, double share) =>
        DriftShare.Record(share, new KeyValuePair<string, object?>("model", Models.Of(model)));

    /// <summary>A metric of a version on labelled predictions, in one of its roles.</summary>
    public static void Measured(string model, int version, string role, string metric, double value) =>
        LiveMetric.Record(value, new("model", Models.Of(model)), new("version", version), new("role", role), new("metric", metric));

    /// <summary>A metric of a version without labels.</summary>
    public static void Estimated(string model, int version, string source, string metric, double value) =>
        EstimatedMetric.Record(
            value,
            new("model", Models.Of(model)),
            new("version", version),
            new("source", source),
            new("metric", metric)
        );

    private static Histogram<double> Seconds(string name, string description, double[] bounds) =>
        Meter.CreateHistogram(name, "s", description, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });
}
