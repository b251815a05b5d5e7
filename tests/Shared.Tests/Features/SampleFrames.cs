using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Shared.Tests.Features;

/// <summary>Seeded frames with a column of every kind, missing cells, duplicates and rare levels among them.</summary>
internal static class SampleFrames
{
    public static readonly IReadOnlyList<ColumnSchema> Schema =
    [
        new("id", ColumnType.Number, ColumnRole.Id),
        new("size", ColumnType.Number, ColumnRole.Feature),
        new("colour", ColumnType.Text, ColumnRole.Feature),
        new("street", ColumnType.Text, ColumnRole.Feature),
        new("when", ColumnType.Time, ColumnRole.Time),
        new("shop", ColumnType.Text, ColumnRole.Group),
        new("label", ColumnType.Text, ColumnRole.Label),
    ];

    public static DataFrame Make(int rows, int seed)
    {
        var random = new Random(seed);
        var (colours, streets) = (new[] { "red", "green", "blue", "grey" }, Enumerable.Range(0, 400).Select(i => $"street {i}").ToArray());
        var (start, labels) = (new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), new[] { "no", "yes" });
        return new(
            [
                new NumberColumn("id", [.. Enumerable.Range(0, rows).Select(i => (double)i)]),
                new NumberColumn(
                    "size",
                    [.. Enumerable.Range(0, rows).Select(_ => random.Next(10) == 0 ? double.NaN : random.NextDouble() * 100)]
                ),
                Text(
                    "colour",
                    rows,
                    colours,
                    _ =>
                        random.Next(12) == 0 ? -1
                        : random.Next(60) == 0 ? 3
                        : random.Next(3)
                ),
                Text("street", rows, streets, _ => (int)(400 * Math.Pow(random.NextDouble(), 3))),
                new TimeColumn(
                    "when",
                    [
                        .. Enumerable
                            .Range(0, rows)
                            .Select(_ => random.Next(40) == 0 ? TimeColumn.Missing : start.AddHours(random.Next(2_000)).Ticks),
                    ]
                ),
                Text("shop", rows, [.. Enumerable.Range(0, 30).Select(i => $"shop {i}")], _ => random.Next(30)),
                Text("label", rows, labels, _ => random.Next(2)),
            ],
            rows
        );
    }

    /// <summary>The frame with one column replaced.</summary>
    public static DataFrame With(this DataFrame frame, DataColumn column) =>
        new([.. frame.Columns.Select(other => other.Name == column.Name ? column : other)], frame.RowCount);

    public static TextColumn Text(string name, int rows, string[] levels, Func<int, int> code) =>
        new(name, [.. Enumerable.Range(0, rows).Select(code)], levels);
}
