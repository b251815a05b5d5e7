using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Dashboard.Pages.Versions;

/// <summary>Places the nodes of a lineage: causes on the left, effects on the right, a column for each step.</summary>
/// <param name="Nodes">The nodes that are shown, each with the upper left corner of its box.</param>
/// <param name="Edges">The edges between them, as paths of SVG.</param>
/// <param name="Height">The height of the whole.</param>
/// <param name="LeftOut">Nodes that are not shown, because there are too many.</param>
public sealed record LineageLayout(
    IReadOnlyList<(LineageNode Node, double X, double Y)> Nodes,
    IReadOnlyList<string> Edges,
    double Height,
    int LeftOut
)
{
    /// <summary>Width of a box.</summary>
    public const double BoxWidth = 150;

    /// <summary>Height of a box.</summary>
    public const double BoxHeight = 40;

    private const double ColumnWidth = 185,
        RowHeight = 54,
        Margin = 8;

    /// <summary>Most boxes in a column.</summary>
    private const int Most = 10;

    /// <summary>The places of a lineage's nodes.</summary>
    public static LineageLayout Of(Lineage lineage)
    {
        var columns = lineage.Nodes.GroupBy(node => ColumnOf(node.Kind)).ToDictionary(nodes => nodes.Key, nodes => nodes.ToList());
        var rows = Math.Max(columns.Values.Select(nodes => Math.Min(nodes.Count, Most)).DefaultIfEmpty().Max(), 1);
        var height = (rows * RowHeight) + (2 * Margin);
        var placed = columns
            .SelectMany(column =>
            {
                var shown = column.Value.TakeLast(Most).ToList();
                var top = (height - (shown.Count * RowHeight)) / 2;
                return shown.Select(
                    (node, i) => (node, Margin + (column.Key * ColumnWidth), top + (i * RowHeight) + ((RowHeight - BoxHeight) / 2))
                );
            })
            .ToList();
        var byId = placed.ToDictionary(place => place.node.Id, place => (X: place.Item2, Y: place.Item3));
        var edges = lineage
            .Edges.Where(edge => byId.ContainsKey(edge.From) && byId.ContainsKey(edge.To))
            .Select(edge => Path(byId[edge.From], byId[edge.To]));
        return new(placed, [.. edges], height, lineage.Nodes.Count - placed.Count);
    }

    private static string Path((double X, double Y) from, (double X, double Y) to)
    {
        var (x, y, toX, toY) = (from.X + BoxWidth, from.Y + (BoxHeight / 2), to.X, to.Y + (BoxHeight / 2));
        var middle = (x + toX) / 2;
        return FormattableString.Invariant($"M{x:0.#} {y:0.#}C{middle:0.#} {y:0.#} {middle:0.#} {toY:0.#} {toX:0.#} {toY:0.#}");
    }

    private static int ColumnOf(LineageKind kind) =>
        kind switch
        {
            LineageKind.File => 0,
            LineageKind.Dataset or LineageKind.Definition => 1,
            LineageKind.Run => 2,
            LineageKind.Version => 3,
            _ => 4,
        };
}
