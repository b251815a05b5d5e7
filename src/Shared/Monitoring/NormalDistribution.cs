namespace MLOpsFunctions.Monitoring;

/// <summary>The standard normal distribution, by the chi-square distribution of its square.</summary>
internal static class NormalDistribution
{
    /// <summary>The probability, 0 to 1, of a value of z or more.</summary>
    public static double Survival(double z) => z > 0 ? ChiSquare.Survival(z * z, 1) / 2 : 1 - (ChiSquare.Survival(z * z, 1) / 2);
}
