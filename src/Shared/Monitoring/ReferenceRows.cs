using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Monitoring;

/// <summary>Finds the training rows of the same weekdays or season as current rows.</summary>
internal static class ReferenceRows
{
    /// <summary>The rows, ascending; null where all are right, as the current rows are of all weekdays or seasons.</summary>
    /// <param name="times">The times of the training rows.</param>
    /// <param name="reference">What must be the same; not <see cref="DriftReference.Training"/>.</param>
    /// <param name="current">The times of the current rows.</param>
    public static int[]? Find(TimeColumn times, DriftReference reference, IEnumerable<DateTimeOffset> current)
    {
        var parts = new bool[reference == DriftReference.Weekday ? 7 : 12];
        foreach (var time in current)
        {
            var part = Part(reference, time.UtcDateTime);
            parts[part] = true;
            if (reference == DriftReference.Season)
            {
                // What is so in a month is nearly so in those beside it.
                parts[(part + 1) % parts.Length] = parts[(part + parts.Length - 1) % parts.Length] = true;
            }
        }

        return Array.TrueForAll(parts, part => part)
            ? null
            :
            [
                .. Enumerable
                    .Range(0, times.Length)
                    .Where(row => !times.IsMissing(row) && parts[Part(reference, new(times.Ticks[row], DateTimeKind.Utc))]),
            ];
    }

    private static int Part(DriftReference reference, DateTime time) =>
        reference == DriftReference.Weekday ? (int)time.DayOfWeek : time.Month - 1;
}
