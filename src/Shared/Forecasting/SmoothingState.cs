namespace MLOpsFunctions.Forecasting;

/// <summary>The state of a smoothed series at the end of a step.</summary>
/// <param name="Smoothing">The parameters.</param>
/// <param name="Factors">The seasonal factors, added or multiplied.</param>
internal sealed record SmoothingState(ExponentialSmoothing Smoothing, double[] Factors)
{
    public double Level { get; set; }

    public double Trend { get; set; }

    /// <summary>Steps ahead up to which the trend goes on.</summary>
    public int Farthest { get; init; } = 1;

    /// <summary>The index of a step in its season.</summary>
    public int PlaceOf(long step) => (int)(((step % Factors.Length) + Factors.Length) % Factors.Length);

    /// <summary>Moves one step ahead.</summary>
    public void Advance()
    {
        Trend *= Smoothing.Damping;
        Level += Trend;
    }

    /// <summary>Updates the state with the value of the current step.</summary>
    public void Learn(long step, double value)
    {
        ref var factor = ref Factors[PlaceOf(step)];
        var move = Smoothing.Level * ((Smoothing.IsMultiplied ? value / ExponentialSmoothing.Divisor(factor) : value - factor) - Level);
        Level += move;
        Trend += Smoothing.Trend * move;
        if (Factors.Length > 1 && (!Smoothing.IsMultiplied || Level > 0))
        {
            factor += Smoothing.Seasonal * ((Smoothing.IsMultiplied ? value / Level : value - Level) - factor);
        }
    }

    /// <summary>The forecast so many steps, 1 or more, after the origin; NaN if there is none.</summary>
    public double Ahead(long origin, long ahead)
    {
        var (level, trend) = (Level, Trend);
        for (var i = 0; trend != 0 && i < Math.Min(ahead, Farthest); i++)
        {
            trend *= Smoothing.Damping;
            level += trend;
        }

        var factor = Factors[PlaceOf(origin + ahead)];
        var value = Smoothing.IsMultiplied ? level * factor : level + factor;
        return double.IsFinite(value) ? value : double.NaN;
    }
}
