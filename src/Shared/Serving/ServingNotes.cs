using System.Globalization;

namespace MLOpsFunctions.Serving;

/// <summary>What a caller is told of an answer, a sentence each.</summary>
internal static class ServingNotes
{
    /// <summary>A version was asked for by number that does not serve.</summary>
    public static string NotLive(int version) => string.Create(CultureInfo.InvariantCulture, $"Version {version} does not serve; it answers because it was asked for by number. Its rows are left out of drift checks.");
}
