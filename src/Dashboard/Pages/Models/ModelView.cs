using System.Globalization;
using MLOpsFunctions.Dashboard.Charts;
using MLOpsFunctions.Dashboard.Pages.Home;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Dashboard.Pages.Models;

/// <summary>What the page of a model shows.</summary>
/// <param name="Glance">What the overview shows of it.</param>
/// <param name="State">Slots and history.</param>
/// <param name="Versions">The versions of this page, newest first.</param>
/// <param name="Ledger">The newest ledger entries, newest first.</param>
/// <param name="Drift">The newest drift checks, newest first.</param>
/// <param name="Card">The card of the version that serves or, where none does, of the newest; null: it cannot be read.</param>
public sealed record ModelView(
    ModelGlance Glance,
    DeploymentState State,
    IReadOnlyList<ModelVersion> Versions,
    IReadOnlyList<LedgerEntry> Ledger,
    IReadOnlyList<DriftReport> Drift,
    ModelCard? Card
)
{
    private const int DriftColumns = 20;

    /// <summary>What served at the time that was asked for; null: nothing did, or no time was asked for.</summary>
    public ServingPeriod? LiveAt { get; init; }

    /// <summary>The time that was asked for; null: none.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The model's name.</summary>
    public string Model => Glance.Overview.Model;

    /// <summary>The metric that chooses, or the first one that versions have.</summary>
    public string? Metric => Glance.Overview.Metric ?? Versions.SelectMany(version => version.Metrics.Keys).FirstOrDefault();

    /// <summary>The metric of the versions with its intervals, oldest first.</summary>
    public static IReadOnlyList<ChartPoint> MetricOverTime(IReadOnlyList<ModelVersion> versions, string metric, int? live) =>
        [
            .. versions
                .Where(version => version.Metrics.ContainsKey(metric))
                .OrderBy(version => version.Number)
                .Select(version => new ChartPoint(
                    version.Number,
                    string.Create(CultureInfo.InvariantCulture, $"v{version.Number}"),
                    version.Metrics[metric].Value,
                    version.Metrics[metric].Low,
                    version.Metrics[metric].High
                )
                {
                    Marked = version.Number == live,
                }),
        ];

    /// <summary>The columns that drifted most, in the checks oldest first.</summary>
    public static IReadOnlyList<HeatRow> DriftRows(IReadOnlyList<DriftReport> newestFirst)
    {
        var reports = newestFirst
            .Reverse()
            .Select(report => report.Columns.DistinctBy(column => column.Column).ToDictionary(column => column.Column))
            .ToList();
        var columns = newestFirst
            .SelectMany(report => report.Columns)
            .GroupBy(column => column.Column)
            .OrderByDescending(cells => cells.Any(cell => cell.Drifted))
            .ThenByDescending(cells => cells.Max(cell => double.IsFinite(cell.Strength) ? cell.Strength : 0))
            .ThenBy(cells => cells.Key, StringComparer.Ordinal)
            .Take(DriftColumns)
            .Select(cells => cells.Key);
        return [.. columns.Select(name => new HeatRow(name, [.. reports.Select(report => Cell(report.GetValueOrDefault(name)))]))];
    }

    private static HeatCell Cell(ColumnDrift? column) =>
        column is null || !double.IsFinite(column.Value)
            ? new(0, column is { Missing: true } ? "the rows lack the column" : "not compared")
            : new(
                column.Drifted ? 3
                    : column.Strength >= 0.5 ? 2
                    : 1,
                $"{column.Test} {NumberFormat.Format(column.Value)}, threshold {NumberFormat.Format(column.Threshold)}"
                    + (column.Drifted ? ", drifted" : "")
            );
}
