using System.Globalization;
using System.Text;

namespace MLOpsFunctions.Local.Demo;

/// <summary>
/// A made-up van rental: hourly rentals that depend on the hour, the weather and the weekday, with the flaws that real files have.
/// Seeded: the same arguments give the same bytes, on every machine.
/// </summary>
internal static class RentalSample
{
    /// <summary>What the team says of the model.</summary>
    public const string Definition = """
        {
          "$schema": "../docs/definition.schema.json",
          // What the demo trains: how many vans will be rented in the next hour.
          "owner": "rentals@contoso.example",
          "purpose": "Plan the vans a day ahead; an MAE under 12 rentals an hour pays for itself.",
          "task": "regression",
          "label": "rentals",
          "columns": {
            "booking": { "role": "id" },
            "hour_start": { "role": "time" },
            "contact": { "role": "ignore", "pii": "hash" }
          },
          "expectations": [{ "column": "temperature", "min": -40, "max": 55 }],
          "split": { "kind": "random", "test": 0.2 },
          "training": { "candidates": ["gbdt", "linear"], "metric": "rmse", "seed": 7, "budget": { "trials": 6, "minutes": 2 } },
          "gates": [
            { "metric": "r2", "min": 0.8 },
            // No worse than what serves; of two that are equal the newer one serves.
            { "metric": "rmse", "vsChampion": { "maxRelative": 1.0 } }
          ],
          "rollout": { "bake": { "hours": 1, "share": 1 } },
          "drift": { "psi": 0.25, "share": 0.15, "windowRows": 400 },
          "retrain": { "cooldown": "6h", "minRows": 500 }
        }
        """;

    private static readonly DateTime Start = new(2025, 3, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly string[] Skies = ["clear", "cloud", "rain", "snow"];
    private static readonly string[] Stations = ["airport", "harbour", "market", "station"];

    /// <summary>A file of <paramref name="hours"/> rows.</summary>
    /// <param name="hours">Rows.</param>
    /// <param name="seed">Seed of everything drawn.</param>
    /// <param name="noise">Standard deviation of the label's noise, in rentals: 6 is a good sensor, 120 a broken one.</param>
    /// <param name="warming">Degrees added to every temperature: the drift of a hot summer.</param>
    /// <param name="flaws">Whether some rows are broken: a word where a number belongs, an impossible temperature, a
    /// missing label, a field too many.</param>
    /// <param name="first">The first hour: 0 is the beginning of March 2025.</param>
    /// <param name="unit">What the label counts each rental as: 1, or 4 where a van has four seats and seats are counted.</param>
    public static string Csv(int hours, int seed, double noise = 6, double warming = 0, bool flaws = false, int first = 0, double unit = 1)
    {
        var random = new Random(seed);
        var text = new StringBuilder("booking,hour_start,station,sky,temperature,humidity,wind,holiday,contact,rentals\n");
        for (var row = first; row < first + hours; row++)
        {
            text.Append(Line(random, row, noise, warming, flaws, unit)).Append('\n');
        }

        return text.ToString();
    }

    private static string Line(Random random, int row, double noise, double warming, bool flaws, double unit)
    {
        var time = Start.AddHours(row);
        var station = Stations[random.Next(Stations.Length)];
        var season = Math.Sin((time.DayOfYear - 100) / 365.0 * 2 * Math.PI);
        var temperature = Math.Round(
            11 + (9 * season) + (4 * Math.Sin((time.Hour - 9) / 24.0 * 2 * Math.PI)) + (3 * random.Normal()) + warming,
            1
        );
        var sky = Skies[
            temperature < 1 && random.NextDouble() < 0.4
                ? 3
                : random.NextDouble() switch
                {
                    < 0.55 => 0,
                    < 0.85 => 1,
                    _ => 2,
                }
        ];
        var humidity = Math.Clamp(Math.Round(60 + (sky == "rain" ? 25 : 0) + (12 * random.Normal())), 15, 100);
        var wind = Math.Round(Math.Abs(4 * random.Normal()) + 1, 1);
        var holiday = random.NextDouble() < 0.03;
        var rentals = Math.Max(0, Math.Round(Expected(time, station, sky, temperature, wind, holiday) + (noise * random.Normal())));
        var cells = new[]
        {
            $"B{100000 + row}",
            time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            station,
            sky,
            Draw.Cell(temperature),
            Draw.Cell(humidity),
            Draw.Cell(wind),
            Draw.Cell(holiday),
            $"driver{random.Next(400)}@example.org",
            Draw.Cell(unit * rentals),
        };
        return flaws ? Spoil(cells, row) : string.Join(',', cells);
    }

    private static double Expected(DateTime time, string station, string sky, double temperature, double wind, bool holiday)
    {
        var weekend = time.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || holiday;
        var rush = weekend
            ? 70 * Bump(time.Hour, 14, 4)
            : (85 * Bump(time.Hour, 8, 1.5)) + (95 * Bump(time.Hour, 17, 2)) + (25 * Bump(time.Hour, 12, 3));
        var weather = sky switch
        {
            "rain" => 0.6,
            "snow" => 0.3,
            "cloud" => 0.9,
            _ => 1.0,
        };
        var place = station switch
        {
            "airport" => 1.3,
            "station" => 1.1,
            "harbour" => 0.8,
            _ => 1.0,
        };
        return (8 + rush) * weather * place * (0.55 + (0.9 * Bump(temperature, 22, 10))) * (1 - (0.02 * Math.Min(wind, 15)));
    }

    private static string Spoil(string[] cells, int row)
    {
        switch (row % 400)
        {
            case 97:
                cells[4] = "warm";
                break;
            case 181:
                cells[4] = "999";
                break;
            case 243:
                cells[9] = "";
                break;
            case 305:
                return string.Join(',', cells) + ",oops";
            case 350:
                cells[5] = "";
                break;
        }

        return string.Join(',', cells);
    }

    private static double Bump(double x, double centre, double width) => Math.Exp(-0.5 * Math.Pow((x - centre) / width, 2));
}
