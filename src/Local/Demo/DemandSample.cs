using System.Text;

namespace MLOpsFunctions.Local.Demo;

/// <summary>
/// Made-up sales of four bakeries, day by day: a week and a year, growth, holidays, and promotions that are planned ahead. Seeded: the
/// same arguments give the same bytes, on every machine.
/// </summary>
internal static class DemandSample
{
    /// <summary>What the team says of the model.</summary>
    public const string Definition = """
        {
          "$schema": "../docs/definition.schema.json",
          // How many loaves each shop will sell, two weeks ahead.
          "owner": "bakery@contoso.example",
          "purpose": "Bake what will be sold. Answers that are wrong by a tenth are good enough to bake by.",
          "task": "forecast",
          "label": "loaves",
          "columns": {
            "day": { "role": "time" },
            "shop": { "role": "group" } // A series a shop.
          },
          "forecast": { "horizon": 14, "seasons": [7], "known": ["promotion", "holiday"] },
          "training": { "candidates": ["gbdt", "seasonal", "smoothing"], "seed": 7, "budget": { "trials": 4, "minutes": 2 } },
          "gates": [
            // Wrong by less than a fifth, and better than what serves.
            { "metric": "mape", "max": 0.2 },
            { "metric": "mase", "vsChampion": { "maxRelative": 1.05 } }
          ],
          "rollout": { "bake": { "hours": 1, "share": 1 } },
          "drift": { "psi": 0.2, "share": 0.3, "windowRows": 400 }
        }
        """;

    /// <summary>Loaves in a crate: what the one unit is in the other.</summary>
    private const double Crate = 12;

    private static readonly DateTime Start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly string[] Shops = ["harbour", "market", "station", "university"];
    private static readonly double[] Sizes = [180, 320, 250, 140];
    private static readonly double[] Week = [0.9, 0.92, 0.95, 1.0, 1.2, 1.35, 0.68];
    private static readonly HashSet<(int Month, int Day)> Holidays = [(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)];

    /// <summary>A file of some days of every shop.</summary>
    /// <param name="days">The first day and the one after the last: 0 is the first of January 2024.</param>
    /// <param name="seed">Seed of everything drawn.</param>
    /// <param name="promotions">Share of the weeks with a promotion, 0 to 1.</param>
    /// <param name="label">Whether the label is there and right; swapped: in crates.</param>
    public static string Csv(Range days, int seed, double promotions = 0.2, SampleLabel label = SampleLabel.True)
    {
        var random = new Random(seed);
        var text = new StringBuilder(label == SampleLabel.None ? "day,shop,promotion,holiday\n" : "day,shop,promotion,holiday,loaves\n");
        var promoted = new bool[Shops.Length];
        for (var day = 0; day < days.End.Value; day++)
        {
            for (var shop = 0; shop < Shops.Length; shop++)
            {
                promoted[shop] = day % 7 == 0 ? random.Happens(promotions) : promoted[shop];
                var cells = Cells(random, day, shop, promoted[shop], label);
                if (day >= days.Start.Value)
                {
                    text.AppendJoin(',', cells).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Cells(Random random, int day, int shop, bool isPromoted, SampleLabel label)
    {
        var date = Start.AddDays(day);
        var isHoliday = Holidays.Contains((date.Month, date.Day));
        var loaves =
            Sizes[shop]
            * (1 + (0.0003 * day))
            * Week[((int)date.DayOfWeek + 6) % 7]
            * (1 + (0.12 * Math.Cos((date.DayOfYear - 15) / 365.0 * 2 * Math.PI)))
            * (isPromoted ? 1.4 : 1)
            * (isHoliday ? 0.4 : 1)
            * Math.Exp(0.07 * random.Normal());
        var told = label switch
        {
            SampleLabel.Swapped => loaves / Crate,
            SampleLabel.Guessed => Sizes[shop] * Math.Exp(0.8 * random.Normal()),
            _ => loaves,
        };
        string[] cells = [Draw.Cell(date), Shops[shop], Draw.Cell(isPromoted), Draw.Cell(isHoliday)];
        return label == SampleLabel.None ? cells : cells.Append(Draw.Cell(Math.Round(told, label == SampleLabel.Swapped ? 1 : 0)));
    }
}
