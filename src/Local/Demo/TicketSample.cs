using System.Text;

namespace MLOpsFunctions.Local.Demo;

/// <summary>
/// Made-up tickets of a shop's help desk: what a customer wrote, and the team that could help. Seeded: the same arguments give the same
/// bytes, on every machine.
/// </summary>
internal static class TicketSample
{
    /// <summary>What the team says of the model.</summary>
    public const string Definition = """
        {
          "$schema": "../docs/definition.schema.json",
          // Which team a ticket is for, by what the customer wrote.
          "owner": "helpdesk@contoso.example",
          "purpose": "Send each ticket to the right team at once. Nine in ten right is as good as people are.",
          "task": "multiclass",
          "label": "team",
          "columns": {
            "ticket": { "role": "id" },
            "received": { "role": "ignore" },
            "message": { "text": "prose" }
          },
          "training": { "candidates": ["linear"], "metric": "logloss", "seed": 7, "budget": { "trials": 4, "minutes": 2 } },
          "gates": [
            { "metric": "accuracy", "min": 0.85 },
            { "metric": "logloss", "vsChampion": { "maxRelative": 1.1 } }
          ],
          "rollout": { "bake": { "hours": 1, "share": 1 } },
          "drift": { "psi": 0.2, "share": 0.3, "windowRows": 400 }
        }
        """;

    private static readonly DateTime Start = new(2025, 3, 3, 8, 0, 0, DateTimeKind.Utc);
    private static readonly string[] Channels = ["chat", "mail", "phone"];
    private static readonly string[] Openings =
    [
        "Hello",
        "Hi there",
        "Good morning",
        "Dear team",
        "Hey",
        "Good evening",
        "To whom it concerns",
    ];
    private static readonly string[] Closings = ["Please help", "Thank you", "I am waiting", "Kind regards", "Best wishes", "Cheers"];
    private static readonly string[] Goods = ["lamp", "jacket", "bicycle", "tent", "blender", "desk", "guitar", "camera", "rug", "drill"];
    private static readonly string[] Times =
    [
        "since Monday",
        "for two weeks",
        "this morning",
        "again",
        "since yesterday",
        "all month",
        "today",
    ];

    /// <summary>The teams, how often each is needed, and what is written to it: a subject and what is wrong with it.</summary>
    private static readonly (string Name, double Share, string[] Subjects, string[] Troubles)[] Teams =
    [
        (
            "delivery",
            0.45,
            ["the parcel", "my package", "the courier", "the shipment", "the delivery", "the driver", "the box", "the tracking"],
            ["has not arrived", "went to my old street", "is lost in transit", "came damaged", "is stuck in the depot", "was left outside"]
        ),
        (
            "billing",
            0.3,
            ["the invoice", "my refund", "the bill", "the payment", "the receipt", "the discount", "the charge on my card", "the fee"],
            ["shows the wrong amount", "was charged twice", "is missing", "lacks the tax number", "is higher than agreed", "is overdue"]
        ),
        (
            "technical",
            0.17,
            ["the app", "your website", "the search page", "the checkout screen", "the new update", "the menu button", "the browser page"],
            ["crashes at once", "stays blank", "shows an error", "freezes", "does not react", "loads forever"]
        ),
        (
            "account",
            0.08,
            ["my login", "my password", "my profile", "the verification code", "my username", "the reset link"],
            ["is refused", "was stolen", "does not let me in", "has to be deleted", "has to be changed", "is used by somebody else"]
        ),
    ];

    /// <summary>What customers write about a product that is new: words that no earlier ticket has.</summary>
    private static readonly string[] NewSubjects =
    [
        "the smart kettle",
        "my bluetooth kettle",
        "the kettle firmware",
        "the kettle thermostat",
    ];

    private static readonly string[] NewTroubles =
    [
        "does not pair",
        "whistles at midnight",
        "asks for a hotspot",
        "boils dry",
        "beeps nonstop",
    ];

    /// <summary>A file of tickets.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="seed">Seed of everything drawn.</param>
    /// <param name="news">Share of the tickets that are about the new product, 0 to 1; the technical team helps with it.</param>
    /// <param name="label">Whether the label is there and right; swapped: the teams were numbered anew.</param>
    public static string Csv(int rows, int seed, double news = 0, SampleLabel label = SampleLabel.True)
    {
        var random = new Random(seed);
        var text = new StringBuilder(
            label == SampleLabel.None ? "ticket,received,channel,message\n" : "ticket,received,channel,message,team\n"
        );
        for (var row = 0; row < rows; row++)
        {
            text.AppendJoin(',', Cells(random, row, news, label)).Append('\n');
        }

        return text.ToString();
    }

    private static IEnumerable<string> Cells(Random random, int row, double news, SampleLabel label)
    {
        var isNews = random.Happens(news);
        var team = isNews ? 2 : Drawn(random);
        var what = isNews ? $"{random.Of(NewSubjects)} {random.Of(NewTroubles)}" : Problem(random, team);
        // One in twelve mentions something else as well.
        var aside = random.Happens(1 / 12d) ? $" and {Problem(random, Drawn(random))}" : "";
        var truth = label switch
        {
            SampleLabel.Swapped => (team + 1) % Teams.Length,
            SampleLabel.Guessed => Drawn(random),
            _ => team,
        };
        string[] cells =
        [
            $"T{10_000 + row}",
            Start.AddMinutes(17 * row).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
            random.Of(Channels),
            random.Happens(0.5)
                ? $"{random.Of(Openings)} about my {random.Of(Goods)}: {what} {random.Of(Times)}{aside}. {random.Of(Closings)}!"
                : $"I ordered a {random.Of(Goods)} and {what}{aside}. It is so {random.Of(Times)}. {random.Of(Closings)}.",
        ];
        return label == SampleLabel.None ? cells : cells.Append(Teams[truth].Name);
    }

    private static string Problem(Random random, int team) => $"{random.Of(Teams[team].Subjects)} {random.Of(Teams[team].Troubles)}";

    private static int Drawn(Random random)
    {
        var (place, team) = (random.NextDouble(), 0);
        for (; team < Teams.Length - 1 && place >= Teams[team].Share; team++)
        {
            place -= Teams[team].Share;
        }

        return team;
    }
}
