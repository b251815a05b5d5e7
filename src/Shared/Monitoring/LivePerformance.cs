using MLOpsFunctions.Deployment;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Monitoring;

/// <summary>
/// Measures labelled predictions by version, role and window: by day, and by count. It takes them in order of time and
/// keeps no more than the open windows. The same rows give the same figures.
/// </summary>
public sealed class LivePerformance
{
    /// <summary>Rows of a window by count: an interval of an AUC near 0.8 is then about 0.05 wide.</summary>
    public const int CountRows = 1_000;

    private readonly Dictionary<(int Version, ServingRole Role, WindowKind Kind), MeasuredWindow> _open = [];
    private readonly List<PerformanceWindow> _closed = [];

    /// <summary>Rows added.</summary>
    public long Labelled { get; private set; }

    /// <summary>Rows added whose version cannot be measured by the actual value.</summary>
    public long Unknown { get; private set; }

    /// <summary>Adds the labelled predictions of a batch; batches come in order of time.</summary>
    public void Add(LabelledPredictions batch)
    {
        var labels = batch.Labels;
        for (var row = 0; row < labels.Length; row++)
        {
            if (double.IsNaN(labels[row]))
            {
                Unknown++;
                continue;
            }

            Labelled++;
            Add(WindowKind.Day, batch, row, labels[row]);
            Add(WindowKind.Count, batch, row, labels[row]);
        }
    }

    /// <summary>The windows so far, the open ones included, oldest first.</summary>
    public IReadOnlyList<PerformanceWindow> Windows() =>
        [
            .. _closed
                .Concat(_open.Select(open => open.Value.Measure(open.Key.Version, open.Key.Role, open.Key.Kind)))
                .OrderBy(window => window.Kind)
                .ThenBy(window => window.From)
                .ThenBy(window => window.Version)
                .ThenBy(window => window.Role),
        ];

    private void Add(WindowKind kind, LabelledPredictions batch, int row, double label)
    {
        var (version, role) = (batch.Header.Version, batch.Header.Role);
        if (_open.TryGetValue((version, role, kind), out var window) && IsFull(window, kind, batch.Header.Opened))
        {
            _closed.Add(window.Measure(version, role, kind));
            window = null;
        }

        window ??= _open[(version, role, kind)] = new(batch.Header.Opened);
        window.Add(batch, row, label);
    }

    private static bool IsFull(MeasuredWindow window, WindowKind kind, DateTimeOffset next) =>
        kind == WindowKind.Day ? next.UtcDateTime.Date != window.Opened.UtcDateTime.Date : window.Labelled == CountRows;
}
