namespace MLOpsFunctions.Training.Linear;

/// <summary>What solvers do with points and directions; a few thousand numbers at most, summed in order.</summary>
internal static class Vectors
{
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    public static void AddScaled(Span<double> to, double factor, ReadOnlySpan<double> what)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] += factor * what[i];
        }
    }

    public static double[] Minus(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var difference = new double[a.Length];
        for (var i = 0; i < difference.Length; i++)
        {
            difference[i] = a[i] - b[i];
        }

        return difference;
    }

    /// <summary>The largest absolute value; 0 of none.</summary>
    public static double Largest(ReadOnlySpan<double> values)
    {
        var largest = 0.0;
        foreach (var value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }
}
