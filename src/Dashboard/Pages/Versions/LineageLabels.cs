using System.Globalization;
using MLOpsFunctions.Dashboard.Layout;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Dashboard.Pages.Versions;

/// <summary>How a thing in a lineage is called, and where its page is.</summary>
public static class LineageLabels
{
    /// <summary>Enough of a digest to tell it from others.</summary>
    private const int DigestLetters = 12;

    /// <summary>A short name: of a file its last part, of a digest its beginning.</summary>
    public static string Short(LineageNode node) =>
        node.Kind switch
        {
            LineageKind.File => node.Label[(node.Label.LastIndexOf('/') + 1)..],
            LineageKind.Dataset or LineageKind.Definition => node.Label[..Math.Min(node.Label.Length, DigestLetters)],
            _ => node.Label,
        };

    /// <summary>The address of its page; null: it has none.</summary>
    public static string? Href(LineageNode node, string model) =>
        node.Kind switch
        {
            LineageKind.Run => Links.Run(node.Label),
            LineageKind.Version
                when int.TryParse(
                    node.Label[(node.Label.LastIndexOf(' ') + 1)..],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var number
                ) => Links.Version(model, number),
            _ => null,
        };

    /// <summary>What is known of it beyond its name.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Facts(LineageNode node) => node.Facts.Where(fact => fact.Value != node.Label);
}
