using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Models;

/// <summary>
/// The last values of series in a model file: their number; then for each, in ordinal order of the keys, the key, the
/// number of values, and for each value its step and the value. Little-endian.
/// </summary>
internal static class ForecastStateFormat
{
    private const int MaxKeyBytes = 1 << 20;

    /// <summary>The greatest distance of a step from the origin.</summary>
    private const long Farthest = 1_000_000_000_000;

    /// <summary>Writes series; equal series give equal bytes.</summary>
    public static byte[] Write(SeriesHistory history)
    {
        var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(history.Series.Count);
        foreach (var (key, series) in history.Series)
        {
            writer.Write(key);
            writer.Write(series.Steps.Length);
            for (var i = 0; i < series.Steps.Length; i++)
            {
                writer.Write(series.Steps[i]);
                writer.Write(series.Values[i]);
            }
        }

        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>Reads series.</summary>
    /// <exception cref="InvalidModelException">The bytes are not series, or not in order.</exception>
    public static SeriesHistory Read(ModelBinaryReader reader)
    {
        var series = new SortedDictionary<string, SeriesValues>(StringComparer.Ordinal);
        var last = default(string);
        for (var left = reader.ReadCount("The number of series", 1 + sizeof(int)); left > 0; left--)
        {
            var key = reader.ReadString("A series' key", MaxKeyBytes);
            if (last is not null && string.CompareOrdinal(last, key) >= 0)
            {
                throw new InvalidModelException("The series are not in order.");
            }

            series.Add(last = key, ReadValues(reader));
        }

        reader.End();
        return new(series);
    }

    private static SeriesValues ReadValues(ModelBinaryReader reader)
    {
        var count = reader.ReadCount("The number of a series' values", sizeof(long) + sizeof(double));
        var (steps, values) = (new long[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            steps[i] = reader.ReadInt64("A step", i == 0 ? -Farthest : steps[i - 1] + 1, Farthest);
            values[i] = reader.ReadFinite("A value");
        }

        return count > 0 ? new(steps, values) : throw new InvalidModelException("A series has no values.");
    }
}
