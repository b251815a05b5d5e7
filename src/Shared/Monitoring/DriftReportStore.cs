using System.Globalization;
using System.Runtime.CompilerServices;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Monitoring;

/// <summary>Stores the drift reports of every model.</summary>
/// <param name="tables">Where they are kept.</param>
public sealed class DriftReportStore(ITableStore tables)
{
    /// <summary>Stores a report; storing it again changes nothing.</summary>
    public Task SaveAsync(DriftReport report, CancellationToken cancellation = default) =>
        tables.WriteAsync(StorageNames.DriftTable, report.Model, [TableWrite.Upsert(Key(report), Json.Write(report))], cancellation);

    /// <summary>The newest report, or null where there is none.</summary>
    public async Task<DriftReport?> LastAsync(string model, CancellationToken cancellation = default)
    {
        await foreach (var report in ListAsync(model, cancellation))
        {
            return report;
        }

        return null;
    }

    /// <summary>The model's reports, newest first.</summary>
    public async IAsyncEnumerable<DriftReport> ListAsync(string model, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var row in tables.QueryAsync(StorageNames.DriftTable, model, "report/", "report0", cancellation))
        {
            yield return row.Read<DriftReport>();
        }
    }

    /// <summary>A key that ascends as time descends.</summary>
    private static string Key(DriftReport report) =>
        $"report/{(DateTimeOffset.MaxValue.Ticks - report.At.UtcTicks).ToString("D19", CultureInfo.InvariantCulture)}/{report.Check}";
}
