using MLOpsFunctions.Features.Encoders;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.Features.Onnx;

/// <summary>Writes the encoding of a column of numbers. The calculation is in doubles, as in <see cref="ColumnEncoder"/>.</summary>
internal static class NumberExporter
{
    /// <summary>The features: the number, and in dense forms an indicator of missing ones if there is one.</summary>
    public static IReadOnlyList<string> Export(NumberPlan plan, FeatureEncoding encoding, OnnxGraph graph, string column)
    {
        var missing = graph.IsNaN(column);
        if (encoding == FeatureEncoding.Native)
        {
            return
            [
                plan.Quantiles is { } ranks
                    ? Missing(Rank(graph, column, ranks))
                    : Missing(graph.Clip(graph.Subtract(column, graph.Constant(plan.Origin)), -float.MaxValue, float.MaxValue)),
            ];
        }

        var present = graph.Where(missing, graph.Constant(plan.Median), column);
        var value = Standardise(graph, plan.Quantiles is { } quantiles ? Rank(graph, present, quantiles) : present, plan.Scale!);
        return plan.Indicator ? [value, graph.Cast(missing, OnnxElementType.Float)] : [value];

        string Missing(string number) => graph.Where(missing, graph.Constant(float.NaN), graph.Cast(number, OnnxElementType.Float));
    }

    /// <summary>A number in deviations from the mean, within bounds, as a float.</summary>
    public static string Standardise(OnnxGraph graph, string value, Scale scale)
    {
        var apart = graph.Divide(graph.Subtract(value, graph.Constant(scale.Mean)), graph.Constant(scale.Deviation));
        return graph.Cast(graph.Clip(apart, -ColumnEncoder.Clip, ColumnEncoder.Clip), OnnxElementType.Float);
    }

    /// <summary><see cref="RankCoding.Rank"/> of a number that is not missing.</summary>
    private static string Rank(OnnxGraph graph, string value, double[] quantiles)
    {
        var bounded = graph.Clip(value, quantiles[0], quantiles[^1]);
        var place = graph.PlaceAmong(bounded, quantiles);
        var halves = Array.ConvertAll(quantiles, quantile => quantile / 2);

        // Where two halves are equal, a number between them is as the lower one.
        double[] widths = [.. halves.Zip(halves.Skip(1), (low, high) => high > low ? high - low : double.PositiveInfinity), 1];
        var above = graph.Subtract(graph.Divide(bounded, graph.Constant(2.0)), graph.Gather(Table(halves), place));
        return graph.Add(graph.Cast(place, OnnxElementType.Double), graph.Divide(above, graph.Gather(Table(widths), place)));

        string Table(double[] values) => graph.Constant(OnnxTensor.Of(values, values.Length));
    }
}
