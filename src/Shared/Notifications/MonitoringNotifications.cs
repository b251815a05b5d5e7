using System.Globalization;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Monitoring;

namespace MLOpsFunctions.Notifications;

/// <summary>Notifications that monitoring brings: of each kind and version at most one a day.</summary>
public static class MonitoringNotifications
{
    /// <summary>What a drift report says; null: the inputs did not drift.</summary>
    public static Notification? Of(DriftReport report) =>
        report.Drifted
            ? new(
                $"{report.Model}/{report.Version}/drift/{Day(report.At)}",
                NotifyEvent.Drift,
                report.Model,
                report.At,
                LinkTo(report.Model)
            )
            {
                Version = report.Version,
                Value = report.Share,
                Names = [.. report.Columns.Where(column => column.Drifted).Select(column => column.Column).Take(Notification.MaxNames)],
            }
            : null;

    /// <summary>What decay there is.</summary>
    /// <param name="version">The version that serves.</param>
    /// <param name="at">When it was found.</param>
    public static Notification Of(string model, int version, PerformanceDecay decay, DateTimeOffset at) =>
        new($"{model}/{version}/decay/{Day(at)}", NotifyEvent.Decay, model, at, $"/api/models/{model}/performance")
        {
            Version = version,
            Code = decay.Metric,
            Value = decay.Live.Value,
            Bound = decay.Judged.Value,
        };

    /// <summary>A promise about what serves that was not kept.</summary>
    /// <param name="version">The version that serves.</param>
    /// <param name="promise">The promise and what was measured.</param>
    /// <param name="at">When it was found.</param>
    public static Notification Of(string model, int version, SlaMeasurement promise, DateTimeOffset at) =>
        new($"{model}/{version}/{promise.Name}/{Day(at)}", NotifyEvent.SlaMissed, model, at, "/api/review")
        {
            Version = version,
            Code = promise.Name,
            Value = promise.Measured,
            Bound = promise.Most,
        };

    private static string LinkTo(string model) => $"/api/models/{model}/drift";

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>A promise held against what was measured.</summary>
/// <param name="Name">The promise.</param>
/// <param name="Most">The greatest value that was promised.</param>
/// <param name="Measured">What was measured; null: nothing yet, or the promise is not one that is measured.</param>
public sealed record SlaMeasurement(string Name, double Most, double? Measured)
{
    /// <summary>Whether it was kept; null: nothing was measured.</summary>
    public bool? Met => Measured is { } value ? value <= Most : null;
}
