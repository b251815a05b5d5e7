namespace MLOpsFunctions.Browser.Tests;

/// <summary>Every page, by an address of the story.</summary>
internal static class Addresses
{
    /// <summary>The pages that do not change while tests act.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "/",
        "/runs",
        "/models/loans",
        "/models/loans?at=2020-01-01T00:00:00Z",
        "/models/loans/versions/2",
        "/models/loans/versions/2/lineage",
        "/models/loans/compare?a=1&b=2",
        "/models/loans/data",
        "/models/loans/data/2",
        "/models/loans/playground",
        "/models/loans/settings",
        "/models/houses/data/1",
        "/models/houses/versions/1",
        "/notifications",
        "/review",
    ];
}
