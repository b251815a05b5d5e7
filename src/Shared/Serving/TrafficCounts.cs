using System.Globalization;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Serving;

/// <summary>
/// Counts the rows that models answered, hour by hour. Every instance writes its own row of the statistics table for an
/// hour, again and again with all that it counted, so that nobody waits for anybody; a reader adds all rows up.
/// </summary>
/// <param name="tables">Where they are kept.</param>
/// <param name="instance">Names this process among all that serve.</param>
public sealed class TrafficCounts(ITableStore tables, string instance)
{
    private readonly Dictionary<(string Model, DateTimeOffset Hour), long> _counts = [];

    /// <summary>Counts a stored batch; not one that nobody got an answer from. One caller at a time.</summary>
    internal async Task AddAsync(PredictionBatchHeader batch, CancellationToken cancellation)
    {
        if (!batch.Role.IsTraffic())
        {
            return;
        }

        var (model, hour) = (batch.Model, Hour(batch.Opened));
        foreach (var over in _counts.Keys.Where(key => key.Hour < hour - TimeSpan.FromHours(1)).ToList())
        {
            _counts.Remove(over);
        }

        var rows = _counts[(model, hour)] = _counts.GetValueOrDefault((model, hour)) + batch.Rows;
        TableWrite[] writes = [TableWrite.Upsert($"{Key(hour)}/{instance}", rows.ToString(CultureInfo.InvariantCulture))];
        await tables.WriteAsync(StorageNames.StatisticsTable, model, writes, cancellation);
    }

    /// <summary>The rows that a model answered in each of the last hours, oldest first, on all instances.</summary>
    /// <param name="hours">How many hours; the last one is that of <paramref name="now"/>.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IReadOnlyList<long>> ReadAsync(string model, int hours, DateTimeOffset now, CancellationToken cancellation = default)
    {
        var (counts, first) = (new long[hours], Hour(now) - TimeSpan.FromHours(hours - 1));
        var keys = Enumerable.Range(0, hours).ToDictionary(hour => Key(first.AddHours(hour)), StringComparer.Ordinal);
        var rows = tables.QueryAsync(StorageNames.StatisticsTable, model, Key(first), Key(Hour(now).AddHours(1)), cancellation);
        await foreach (var row in rows)
        {
            if (
                keys.TryGetValue(row.Row[..row.Row.LastIndexOf('/')], out var hour)
                && long.TryParse(row.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            )
            {
                counts[hour] += count;
            }
        }

        return counts;
    }

    private static DateTimeOffset Hour(DateTimeOffset at) =>
        new(at.UtcTicks / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, TimeSpan.Zero);

    /// <summary>Rows of rollouts begin with a digit.</summary>
    private static string Key(DateTimeOffset hour) => string.Create(CultureInfo.InvariantCulture, $"traffic/{hour.UtcDateTime:yyyyMMddHH}");
}
