namespace MLOpsFunctions.Forecasting;

/// <summary>The level and scale of rows, to convert labels and answers.</summary>
/// <param name="Level">The zero of each row.</param>
/// <param name="Scale">The unit of each row, above 0.</param>
/// <param name="Least">The lower bound of answers; null: none.</param>
internal sealed record SeriesScale(double[] Level, double[] Scale, double? Least)
{
    /// <summary>Converts values to units of the rows.</summary>
    public double[] Normalise(double[] values) =>
        [.. values.Select((value, row) => Math.Clamp((value - Level[row]) / Scale[row], -1e30, 1e30))];

    /// <summary>Converts answers back from units of the rows.</summary>
    public double[] Restore(double[] values) => [.. values.Select((value, row) => Bound(Level[row] + (value * Scale[row])))];

    private double Bound(double value) => Math.Clamp(value, Least ?? double.MinValue, double.MaxValue);
}
