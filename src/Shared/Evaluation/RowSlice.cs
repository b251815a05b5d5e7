using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Schema;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Evaluation;

/// <summary>The rows of one slice.</summary>
/// <param name="Column">The column that cuts it.</param>
/// <param name="Level">Its value or range; of a private column the protected value.</param>
internal sealed record RowSlice(string Column, string Level, int[] Rows)
{
    /// <summary>Most values of a column that are judged, the commonest first; rarer ones have few rows in any case.</summary>
    private const int MaxLevels = 100;

    /// <summary>Most columns that are cut where none is named.</summary>
    private const int MaxColumns = 50;

    /// <summary>The slice in words: <c>region=north (120 rows)</c>.</summary>
    public string Name => $"{Column}={Level} ({NumberFormat.Count(Rows.Length)} rows)";

    /// <summary>The names of slices.</summary>
    public static IReadOnlyList<string> Names(IEnumerable<RowSlice> slices) => [.. slices.Select(slice => slice.Name)];

    /// <summary>The slices that a gate names. None where the column is absent or masked, so that nothing tells rows apart.</summary>
    public static IReadOnlyList<RowSlice> Cut(SliceDefinition definition, DataFrame rows, IReadOnlyList<ColumnSchema> schema) =>
        [
            .. (definition.Column is { } name ? [name] : ColumnsOf(schema))
                .Select(rows.Find)
                .OfType<DataColumn>()
                .Where(column => !PiiProtection.IsMasked(column))
                .SelectMany(Cut),
        ];

    private static IEnumerable<string> ColumnsOf(IReadOnlyList<ColumnSchema> schema) =>
        schema
            .Where(column => column.Role is ColumnRole.Feature or ColumnRole.Group or ColumnRole.Time)
            .Take(MaxColumns)
            .Select(column => column.Name);

    private static IEnumerable<RowSlice> Cut(DataColumn column)
    {
        var cut = RowSlices.Of(column, MaxLevels);
        var rows = cut.Names.Select(_ => new List<int>()).ToArray();
        for (var row = 0; row < cut.Parts.Length; row++)
        {
            if (cut.Parts[row] >= 0)
            {
                rows[cut.Parts[row]].Add(row);
            }
        }

        return cut.Names.Zip(rows, (level, own) => new RowSlice(column.Name, level, [.. own])).Where(slice => slice.Rows.Length > 0);
    }
}
