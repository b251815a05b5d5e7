namespace MLOpsFunctions.Monitoring;

/// <summary>
/// The change of the lengths of texts: the Kolmogorov-Smirnov distance (<see cref="KolmogorovSmirnov"/>) of the numbers
/// of UTF-16 units, as far as texts are read.
/// </summary>
/// <remarks>
/// Domain: prose. 0 to 1. Default threshold: <see cref="Definitions.DefinitionDefaults.Ks"/>. It finds texts that are cut
/// off, and a source that writes more or less; of what texts say it tells nothing, for which see <see cref="Vocabulary"/>.
/// </remarks>
internal static class TextLength
{
    /// <summary>The distance, 0 to 1.</summary>
    public static double Distance(NumberSample lengths) => KolmogorovSmirnov.Distance(lengths);

    /// <summary>The p-value, 0 to 1.</summary>
    public static double PValue(NumberSample lengths) => KolmogorovSmirnov.PValue(lengths);
}
