using MLOpsFunctions.Learning;

namespace MLOpsFunctions.MlNet.Models;

/// <summary>Reads ML.NET's linear models.</summary>
internal static class LinearBody
{
    /// <summary>Bias (float), features, indices, weights: as many as indices or, without indices, as features, or none.</summary>
    public static Margin Read(ModelBinaryReader body, int features)
    {
        body.FloatSize();
        var bias = body.Values<float>(1)[0];
        body.ReadInt32("The number of features", features, features);
        var (indices, weights) = (body.Array<int>("Indices of weights", max: features - 1), body.Array<float>("Weights", max: features));
        return new WeightedSum(
            Finite(bias),
            indices.Length == 0 && weights.Length > 0 ? Dense(weights, features) : Spread(indices, weights, features)
        );
    }

    /// <summary>
    /// Features, classes, one bias for each class; then the weights: starts of rows (none if all weights are present),
    /// indices, weights.
    /// </summary>
    public static Margin[] ReadMulticlass(ModelBinaryReader body, int features, int classes)
    {
        body.FloatSize();
        body.ReadInt32("The number of features", features, features);
        body.ReadInt32("The number of classes", classes, classes);
        var (biases, starts) = (body.Values<float>(classes), body.Array<int>("Starts of rows", max: classes + 1));
        var (indices, weights) = (body.Array<int>("Indices of weights"), body.Array<float>("Weights"));
        if (
            starts.Length == 0
                ? indices.Length > 0 || weights.Length != (long)features * classes
                : starts.Length <= classes || starts[0] != 0 || starts[^1] != indices.Length
        )
        {
            throw new InvalidModelException(
                $"{starts.Length} starts, {indices.Length} indices and {weights.Length} weights make no {classes} rows of {features}."
            );
        }

        return
        [
            .. biases.Select(
                (bias, row) =>
                    new WeightedSum(
                        Finite(bias),
                        starts.Length == 0 ? Dense(weights[(row * features)..((row + 1) * features)], features) : Row(row)
                    )
            ),
        ];

        float[] Row(int row)
        {
            var (from, to) = (starts[row], starts[row + 1]);
            return from >= 0 && from <= to && to <= Math.Min(indices.Length, weights.Length)
                ? Spread(indices[from..to], weights[from..to], features)
                : throw new InvalidModelException(
                    $"Row {row} of the weights is from {from} to {to}, of {indices.Length} indices and {weights.Length} weights."
                );
        }
    }

    private static float[] Dense(float[] weights, int features) =>
        weights.Length == features
            ? Array.ConvertAll(weights, Finite)
            : throw new InvalidModelException($"There are {weights.Length} weights of {features} features.");

    private static float[] Spread(int[] indices, float[] weights, int features)
    {
        if (indices.Length != weights.Length)
        {
            throw new InvalidModelException($"There are {weights.Length} weights for {indices.Length} indices.");
        }

        var (all, last) = (new float[features], -1);
        for (var i = 0; i < indices.Length; i++)
        {
            last =
                indices[i] > last && indices[i] < features
                    ? indices[i]
                    : throw new InvalidModelException($"Index {indices[i]} follows {last}; expected ascending ones below {features}.");
            all[last] = Finite(weights[i]);
        }

        return all;
    }

    private static float Finite(float weight) =>
        float.IsFinite(weight) ? weight : throw new InvalidModelException($"A weight is {weight}; expected a finite number.");
}
