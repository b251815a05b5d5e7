namespace MLOpsFunctions.Learning;

/// <summary>
/// Centres and scales labels, so that penalties and tolerances mean the same for labels of any size, and 32-bit floats
/// hold labels that are large and close together.
/// </summary>
/// <param name="Centre">What is subtracted, such as the mean.</param>
/// <param name="Deviation">What the rest is divided by, such as the standard deviation; above 0.</param>
internal readonly record struct LabelStandardizer(double Centre, double Deviation)
{
    /// <summary>The mean and the standard deviation of weighted labels; 1 if the labels are equal.</summary>
    public static LabelStandardizer Of(double[] labels, double[] weights)
    {
        var total = weights.Sum();
        var largest = labels.Max(Math.Abs);
        if (largest == 0)
        {
            return new(0, 1);
        }

        // In units of the largest label: squares of 1e300 would be infinite.
        var (mean, squares) = (0.0, 0.0);
        for (var row = 0; row < labels.Length; row++)
        {
            mean += weights[row] / total * (labels[row] / largest);
        }

        for (var row = 0; row < labels.Length; row++)
        {
            var apart = (labels[row] / largest) - mean;
            squares += weights[row] / total * apart * apart;
        }

        // The rounding error of equal labels is not a deviation.
        var deviation = Math.Sqrt(squares);
        return new(mean * largest, deviation > 1e-13 ? deviation * largest : 1);
    }

    /// <summary>Leaves labels as they are.</summary>
    public static LabelStandardizer Identity => new(0, 1);

    public double Transform(double label) => (label - Centre) / Deviation;

    /// <summary>The label, or the prediction, whose scaled form this is.</summary>
    public double InverseTransform(double scaled) => (scaled * Deviation) + Centre;

    /// <summary>Converts the weights for scaled labels to weights for the labels.</summary>
    /// <param name="weights">Features' weights and the intercept.</param>
    /// <param name="intercept">The index of the intercept.</param>
    public void InverseTransform(double[] weights, int intercept)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] *= Deviation;
        }

        weights[intercept] += Centre;
    }
}
