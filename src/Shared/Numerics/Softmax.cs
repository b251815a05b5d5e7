using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MLOpsFunctions.Numerics;

/// <summary>Turns margins into probabilities that add up to 1.</summary>
internal static class Softmax
{
    /// <summary>Replaces each margin by e^margin over the sum of these.</summary>
    public static void Apply(Span<double> margins) => Normalise(margins);

    /// <summary>The same; returns the logarithm of the sum of e^margin.</summary>
    public static double ApplyAndLogSum(Span<double> margins)
    {
        var (most, sum) = Normalise(margins);
        return most + PortableMath.Log(sum);
    }

    private static (double Most, double Sum) Normalise(Span<double> margins)
    {
        var (most, sum) = (double.NegativeInfinity, 0.0);
        foreach (var margin in margins)
        {
            most = Math.Max(most, margin);
        }

        var vectors = MemoryMarshal.Cast<double, Vector256<double>>(margins);
        foreach (ref var four in vectors)
        {
            four = PortableMath.Exp(four - Vector256.Create(most));
        }

        foreach (ref var margin in margins[(vectors.Length * Vector256<double>.Count)..])
        {
            margin = PortableMath.Exp(margin - most);
        }

        foreach (var exponential in margins)
        {
            sum += exponential;
        }

        foreach (ref var margin in margins)
        {
            margin /= sum;
        }

        return (most, sum);
    }
}
