using MLOpsFunctions.Learning;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Experiments.Search;

/// <summary>Maps parameters to 0 to 1, where searches draw, and back.</summary>
internal static class ParameterScale
{
    /// <summary>
    /// Four significant digits: no search is finer, people can read them, and rounding errors of a logarithm stay out
    /// of the model.
    /// </summary>
    private const int Digits = 4;

    /// <summary>The share of positions that stand for 0, where a parameter can be 0.</summary>
    private const double ZeroShare = 0.15;

    /// <summary>Every parameter at its default.</summary>
    public static TrainerParameters Defaults(IReadOnlyList<ParameterRange> space) => Within(space, []);

    /// <summary>The parameters that the space varies, within their bounds; missing ones have their defaults.</summary>
    public static TrainerParameters Within(IReadOnlyList<ParameterRange> space, TrainerParameters parameters)
    {
        var within = new TrainerParameters();
        foreach (var range in space)
        {
            within[range.Name] = parameters.TryGetValue(range.Name, out var value)
                ? (range.OrZero && value == 0 ? 0 : Math.Clamp(value, range.Min, range.Max))
                : range.Default;
        }

        return within;
    }

    /// <summary>The position of a value between the bounds, 0 to 1.</summary>
    public static double ToUnit(ParameterRange range, double value) =>
        !range.OrZero ? Place(range, value)
        : value == 0 ? ZeroShare / 2
        : ZeroShare + ((1 - ZeroShare) * Place(range, value));

    /// <summary>The value at a position.</summary>
    public static double FromUnit(ParameterRange range, double unit) =>
        !range.OrZero ? Value(range, unit)
        : unit < ZeroShare ? 0
        : Value(range, (unit - ZeroShare) / (1 - ZeroShare));

    private static double Place(ParameterRange range, double value) =>
        range.Max == range.Min
            ? 0.5
            : Math.Clamp(
                range.Logarithmic
                    ? PortableMath.Log(Math.Max(value, range.Min) / range.Min) / PortableMath.Log(range.Max / range.Min)
                    : (value - range.Min) / (range.Max - range.Min),
                0,
                1
            );

    private static double Value(ParameterRange range, double unit)
    {
        var value = range.Logarithmic
            ? range.Min * PortableMath.Exp(unit * PortableMath.Log(range.Max / range.Min))
            : range.Min + (unit * (range.Max - range.Min));
        return Math.Clamp(range.Integer ? Math.Round(value) : Rounded(value), range.Min, range.Max);
    }

    private static double Rounded(double value)
    {
        if (value == 0)
        {
            return 0;
        }

        // By text: a power of ten below 1 is not an exact double, and 0.0001 should not become 0.00010000000000000002.
        return double.Parse(
            value.ToString($"E{Digits - 1}", System.Globalization.CultureInfo.InvariantCulture),
            System.Globalization.CultureInfo.InvariantCulture
        );
    }
}
