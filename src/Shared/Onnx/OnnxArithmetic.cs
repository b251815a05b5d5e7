namespace MLOpsFunctions.Onnx;

/// <summary>Calculations that several parts of a model make, in the precision of their inputs.</summary>
internal static class OnnxArithmetic
{
    /// <summary>Adds.</summary>
    public static string Add(this OnnxGraph graph, string left, string right) => graph.Apply("Add", [left, right]);

    /// <summary>Subtracts.</summary>
    public static string Subtract(this OnnxGraph graph, string left, string right) => graph.Apply("Sub", [left, right]);

    /// <summary>Multiplies.</summary>
    public static string Multiply(this OnnxGraph graph, string left, string right) => graph.Apply("Mul", [left, right]);

    /// <summary>Divides; whole numbers to whole numbers.</summary>
    public static string Divide(this OnnxGraph graph, string left, string right) => graph.Apply("Div", [left, right]);

    /// <summary>One or the other.</summary>
    public static string Where(this OnnxGraph graph, string condition, string then, string otherwise) =>
        graph.Apply("Where", [condition, then, otherwise]);

    /// <summary>Where a number is none.</summary>
    public static string IsNaN(this OnnxGraph graph, string value) => graph.Apply("IsNaN", [value]);

    /// <summary>Bounds a number; NaN may come out as anything.</summary>
    public static string Clip(this OnnxGraph graph, string value, double least, double most) =>
        graph.Apply("Clip", [value, graph.Constant(OnnxTensor.Of([least])), graph.Constant(OnnxTensor.Of([most]))]);

    /// <summary>The entries of a table at these places.</summary>
    public static string Gather(this OnnxGraph graph, string table, string places, int axis = 0) =>
        graph.Apply("Gather", [table, places], new OnnxAttribute("axis", (long)axis));

    /// <summary>Parts side by side.</summary>
    public static string Concat(this OnnxGraph graph, IReadOnlyList<string> parts) =>
        parts is [var only] ? only : graph.Apply("Concat", parts, new OnnxAttribute("axis", 1L));

    /// <summary>The columns from one on and before another.</summary>
    public static string Columns(this OnnxGraph graph, string value, int from, int to) =>
        graph.Apply("Slice", [value, graph.Constant((long)from), graph.Constant((long)to), graph.Constant(1L)]);

    /// <summary>The same numbers for every row.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="rows">Anything of rows x columns.</param>
    public static string Repeat(this OnnxGraph graph, double[] values, string rows)
    {
        var shape = graph.Apply("Shape", [graph.Gather(rows, graph.Constant(0L), axis: 1)]);
        return graph.Apply("Expand", [graph.Constant(OnnxTensor.Of(values, 1, values.Length)), shape]);
    }

    /// <summary>Weighted sums of features, in doubles.</summary>
    /// <param name="features">Rows x features.</param>
    /// <param name="weights">Features x sums.</param>
    /// <param name="intercepts">What is added to each sum.</param>
    public static string LinearSums(this OnnxGraph graph, string features, double[] weights, double[] intercepts)
    {
        var matrix = graph.Constant(OnnxTensor.Of(weights, weights.Length / intercepts.Length, intercepts.Length));
        var products = graph.Apply("MatMul", [graph.Cast(features, OnnxElementType.Double), matrix]);
        return graph.Add(products, graph.Constant(OnnxTensor.Of(intercepts, intercepts.Length)));
    }

    /// <summary>
    /// The place of the last of ascending numbers that a value reaches, by halving; 0 where it is below all of them or
    /// NaN.
    /// </summary>
    public static string PlaceAmong(this OnnxGraph graph, string value, IReadOnlyList<double> ascending)
    {
        var steps = 0;
        while (1 << steps < ascending.Count)
        {
            steps++;
        }

        var padded = new double[1 << steps];
        Array.Fill(padded, double.PositiveInfinity);
        ascending.ToArray().CopyTo(padded, 0);
        var table = graph.Constant(OnnxTensor.Of(padded, padded.Length));
        var place = graph.Multiply(graph.Cast(graph.IsNaN(value), OnnxElementType.Int64), graph.Constant(0L));
        for (var step = padded.Length / 2; step > 0; step /= 2)
        {
            var next = graph.Add(place, graph.Constant((long)step));
            place = graph.Where(graph.Apply("GreaterOrEqual", [value, graph.Gather(table, next)]), next, place);
        }

        return place;
    }
}
