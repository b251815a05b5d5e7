using MLOpsFunctions.Features.Encoders;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.Features.Onnx;

/// <summary>
/// Writes the encoding of a column of times, which come as microseconds since 1970 in UTC; the least 64-bit number is a
/// missing time, as NumPy has it.
/// </summary>
internal static class TimeExporter
{
    /// <summary>The features of all parts and, if there is one, the indicator of missing times.</summary>
    public static IReadOnlyList<string> Export(TimePlan plan, FeatureEncoding encoding, OnnxGraph graph, string column)
    {
        var missing = graph.Apply("Equal", [column, graph.Constant(long.MinValue)]);
        var since1970 = graph.Where(missing, graph.Constant(0L), column);
        var calendar = new OnnxCalendar(
            graph,
            graph.Add(since1970, graph.Constant(DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond))
        );
        var features = plan.Parts.Select(
            (part, p) =>
                part == TimePart.Elapsed
                    ? Elapsed(graph, plan, since1970, missing, encoding, plan.Medians?[p])
                    : Part(graph, part, calendar.Part(part), missing, encoding, plan.Medians?[p])
        );
        return [.. features, .. plan.Indicator ? [graph.Cast(missing, OnnxElementType.Float)] : Array.Empty<string>()];
    }

    /// <summary>The days since the origin.</summary>
    private static string Elapsed(
        OnnxGraph graph,
        TimePlan plan,
        string since1970,
        string missing,
        FeatureEncoding encoding,
        IReadOnlyList<double>? medians
    )
    {
        var ticks = graph.Add(
            graph.Multiply(since1970, graph.Constant(TimeSpan.TicksPerMicrosecond)),
            graph.Constant(DateTime.UnixEpoch.Ticks - plan.Origin)
        );
        var days = graph.Divide(graph.Cast(ticks, OnnxElementType.Double), graph.Constant((double)TimeSpan.TicksPerDay));
        return encoding == FeatureEncoding.Native
            ? graph.Where(missing, graph.Constant(float.NaN), graph.Cast(days, OnnxElementType.Float))
            : graph.Where(missing, graph.Constant((float)(medians?[0] ?? 0)), NumberExporter.Standardise(graph, days, plan.Scale!));
    }

    /// <summary>
    /// A part is a whole number between bounds, so its features stand in a table, as <see cref="ColumnEncoder"/> makes
    /// them; the last row is that of missing times.
    /// </summary>
    private static string Part(
        OnnxGraph graph,
        TimePart part,
        string value,
        string missing,
        FeatureEncoding encoding,
        IReadOnlyList<double>? medians
    )
    {
        var most = TimeParts.Most(part);
        float[] present = [.. Enumerable.Range(0, most + 1).SelectMany(number => ColumnEncoder.PartFeatures(number, part, encoding))];
        var width = present.Length / (most + 1);
        float[] absent =
            encoding == FeatureEncoding.Native ? [float.NaN] : [.. (medians ?? [0, 0]).Take(width).Select(median => (float)median)];
        float[] table = [.. present, .. absent];
        var place = graph.Where(missing, graph.Constant(most + 1L), value);
        return graph.Gather(graph.Constant(OnnxTensor.Of(table, most + 2, width)), graph.Apply("Reshape", [place, graph.Constant(-1L)]));
    }
}
