using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Shared.Tests.Forecasting;

/// <summary>Seeded daily sales of a few shops: weekly seasons, growth, noise and gaps.</summary>
internal static class SampleSeries
{
    public static readonly IReadOnlyList<ColumnSchema> Schema =
    [
        new("day", ColumnType.Time, ColumnRole.Time),
        new("shop", ColumnType.Text, ColumnRole.Group),
        new("size", ColumnType.Number, ColumnRole.Feature),
        new("promo", ColumnType.Number, ColumnRole.Feature),
        new("sales", ColumnType.Number, ColumnRole.Label),
    ];

    public static readonly DateTime Start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static DataFrame Make(int shops = 4, int days = 120, int seed = 1, double gaps = 0.05)
    {
        var random = new Random(seed);
        var rows = Enumerable
            .Range(0, days)
            .SelectMany(day => Enumerable.Range(0, shops), (day, shop) => (day, shop))
            .Where(_ => random.NextDouble() >= gaps)
            .ToArray();
        return new(
            [
                new TimeColumn("day", [.. rows.Select(row => Start.AddDays(row.day).Ticks)]),
                new TextColumn("shop", [.. rows.Select(row => row.shop)], [.. Enumerable.Range(0, shops).Select(shop => $"shop {shop}")]),
                new NumberColumn("size", [.. rows.Select(row => 100.0 * (row.shop + 1))]),
                new NumberColumn("promo", [.. rows.Select(_ => random.Next(8) == 0 ? 1.0 : 0)]),
                new NumberColumn("sales", [.. rows.Select(row => Sales(row.shop, row.day) * (0.95 + (0.1 * random.NextDouble())))]),
            ],
            rows.Length
        );
    }

    /// <summary>What a shop sells on a day but for noise.</summary>
    public static double Sales(int shop, int day) =>
        10 * Math.Pow(3, shop) * (1 + (0.004 * day)) * (1 + (0.4 * Math.Sin(2 * Math.PI * ((day + shop) % 7) / 7)));
}
