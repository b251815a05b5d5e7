using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace MLOpsFunctions.Api;

/// <summary>
/// What the handlers count: instruments of the meter <c>MLOpsFunctions</c>, which a host may export as it likes, and
/// their totals since the start for <c>/metrics</c>.
/// </summary>
public sealed class ApiMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MLOpsFunctions";

    /// <summary>
    /// Upper bounds of the duration buckets, in seconds: the customary ones of the Prometheus client libraries, with a
    /// finer low end.
    /// </summary>
    private static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Meter _meter = new(MeterName);
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Name, string Labels), Total> _totals = new();
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _seconds;
    private readonly Counter<long> _predictions;

    /// <summary>Starts counting from zero.</summary>
    public ApiMetrics()
    {
        _requests = _meter.CreateCounter<long>("mlops_http_requests_total", description: "Requests answered.");
        _seconds = _meter.CreateHistogram<double>("mlops_http_request_seconds", "s", "Time from a request to its answer.");
        _predictions = _meter.CreateCounter<long>("mlops_predictions_total", description: "Rows predicted.");
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Of(instrument, tags).Add(value));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Of(instrument, tags).Record(value));
        _listener.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }

    internal void Requested(string endpoint, int status, TimeSpan took)
    {
        _requests.Add(1, new("endpoint", endpoint), new("status", status));
        _seconds.Record(took.TotalSeconds, new KeyValuePair<string, object?>("endpoint", endpoint));
    }

    internal void Predicted(string model, int version, int rows) => _predictions.Add(rows, new("model", model), new("version", version));

    /// <summary>Writes the totals in the Prometheus text format 0.0.4.</summary>
    internal void Write(StringBuilder text)
    {
        foreach (var instrument in new Instrument[] { _requests, _seconds, _predictions })
        {
            PrometheusText.Head(text, instrument.Name, instrument is Histogram<double> ? "histogram" : "counter", instrument.Description!);
            foreach (
                var (key, total) in _totals
                    .Where(total => total.Key.Name == instrument.Name)
                    .OrderBy(total => total.Key.Labels, StringComparer.Ordinal)
            )
            {
                total.Write(text, key.Name, key.Labels);
            }
        }
    }

    private Total Of(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            labels
                .Append(labels.Length == 0 ? "" : ",")
                .Append(PrometheusText.Label(name, Convert.ToString(value, CultureInfo.InvariantCulture)!));
        }

        return _totals.GetOrAdd((instrument.Name, labels.ToString()), static _ => new());
    }

    private sealed class Total
    {
        private readonly Lock _gate = new();
        private readonly long[] _buckets = new long[Bounds.Length];
        private long _count;
        private double _sum;
        private bool _isHistogram;

        public void Add(long value) => Interlocked.Add(ref _count, value);

        public void Record(double value)
        {
            lock (_gate)
            {
                _isHistogram = true;
                _count++;
                _sum += value;
                if (Array.FindIndex(Bounds, bound => value <= bound) is var bucket and >= 0)
                {
                    _buckets[bucket]++;
                }
            }
        }

        public void Write(StringBuilder text, string name, string labels)
        {
            lock (_gate)
            {
                if (!_isHistogram)
                {
                    PrometheusText.Sample(text, name, labels, _count);
                    return;
                }

                var below = 0L;
                for (var i = 0; i < Bounds.Length; i++)
                {
                    below += _buckets[i];
                    PrometheusText.Sample(
                        text,
                        $"{name}_bucket",
                        $"{labels},{PrometheusText.Label("le", Bounds[i].ToString(CultureInfo.InvariantCulture))}",
                        below
                    );
                }

                PrometheusText.Sample(text, $"{name}_bucket", $"{labels},{PrometheusText.Label("le", "+Inf")}", _count);
                PrometheusText.Sample(text, $"{name}_sum", labels, _sum);
                PrometheusText.Sample(text, $"{name}_count", labels, _count);
            }
        }
    }
}
