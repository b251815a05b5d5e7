using System.Text;

namespace MLOpsFunctions.Local.Demo;

/// <summary>
/// Made-up customers of a streaming service at the end of each month, and who left in the month after. Fees creep up and people watch
/// less, month by month. Seeded: the same arguments give the same bytes, on every machine.
/// </summary>
internal static class ChurnSample
{
    /// <summary>What the team says of the model.</summary>
    public const string Definition = """
        {
          "$schema": "../docs/definition.schema.json",
          // Whom to call before they leave. Who left is known a month later: it comes as feedback.
          "owner": "customers@contoso.example",
          "purpose": "Call customers before they leave. A customer lost costs five times a call that was not needed.",
          "task": "binary",
          "label": "churned",
          "columns": {
            "customer": { "role": "id" },
            "month": { "role": "time" },
            // What says who a person is never reaches the model, the log or an artifact.
            "name": { "role": "ignore", "pii": "drop" },
            "email": { "role": "ignore", "pii": "hash" },
            "phone": { "role": "ignore", "pii": "mask" }
          },
          "split": { "kind": "time", "test": 0.2 },
          "training": {
            "candidates": ["gbdt", "linear"], "metric": "auc", "seed": 7, "budget": { "trials": 6, "minutes": 2 },
            "threshold": { "objective": "cost", "costs": { "falsePositive": 1, "falseNegative": 5 } }
          },
          "gates": [
            { "metric": "auc", "min": 0.7 },
            { "metric": "auc", "vsChampion": { "minRelative": 0.98 } }
          ],
          // A new version may well call more customers, or fewer: only a great difference ends its bake.
          "rollout": { "bake": { "hours": 1, "share": 1 }, "guardrails": { "predictionShift": 1 } },
          "drift": { "psi": 0.2, "share": 0.3, "windowRows": 300 },
          "retrain": { "cooldown": "6h", "minRows": 500, "fromFeedback": {} }
        }
        """;

    private static readonly DateTime Start = new(2025, 1, 31, 0, 0, 0, DateTimeKind.Utc);
    private static readonly string[] FirstNames = ["Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gina", "Hugo", "Ida", "Jon"];
    private static readonly string[] LastNames = ["Abel", "Bauer", "Costa", "Dahl", "Evans", "Fuchs", "Grant", "Holm", "Ito", "Jansen"];
    private static readonly string[] Plans = ["basic", "family", "premium"];

    /// <summary>A file of some months.</summary>
    /// <param name="customers">Rows of each month.</param>
    /// <param name="months">The first month and the one after the last: 0 is January 2025.</param>
    /// <param name="seed">Seed of everything drawn.</param>
    /// <param name="rival">Whether a rival lures customers away: they watch much less, call more, and the bound ones stay.</param>
    /// <param name="label">Whether the label is there and right.</param>
    public static string Csv(int customers, Range months, int seed, bool rival = false, SampleLabel label = SampleLabel.True)
    {
        var random = new Random(seed);
        var text = new StringBuilder(
            "customer,month,name,email,phone,plan,contract,tenure_months,monthly_fee,support_calls,usage_hours,late_payment"
        );
        text.Append(label == SampleLabel.None ? "\n" : ",churned\n");
        for (var month = months.Start.Value; month < months.End.Value; month++)
        {
            for (var row = 0; row < customers; row++)
            {
                text.AppendJoin(',', Cells(random, month, rival, label)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Cells(Random random, int month, bool rival, SampleLabel label)
    {
        var customer = random.Next(100_000, 1_000_000);
        var (first, last) = (random.Of(FirstNames), random.Of(LastNames));
        var plan = random.Next(Plans.Length);
        var isBound = random.Happens(0.4);
        var tenure = random.Next(1, 72);
        var fee = Math.Round(12 + (7 * plan) + (0.2 * month) + (3 * Math.Abs(random.Normal())), 2);
        var calls = Poisson(random, (rival ? 2.2 : 1.1) + (0.05 * month));
        var usage = Math.Round(Math.Max(0, ((rival ? 17 : 34) - (0.6 * month)) + (5 * plan) + (10 * random.Normal())), 1);
        var isLate = random.Happens(0.12);
        var risk =
            -2.4
            + (0.7 * (calls - 1))
            - (0.09 * (usage - 34))
            - (0.025 * (tenure - 36))
            + (0.06 * (fee - 22))
            + (isLate ? 1.1 : 0)
            - (isBound ? (rival ? 3 : 0.8) : 0);
        var hasLeft = random.Happens(1 / (1 + Math.Exp(-risk)));
        var truth = label switch
        {
            SampleLabel.Swapped => !hasLeft,
            SampleLabel.Guessed => random.Happens(0.2),
            _ => hasLeft,
        };
        string[] cells =
        [
            $"C{customer}",
            Draw.Cell(Start.AddDays(1).AddMonths(month).AddDays(-1)),
            $"{first} {last}",
            $"{first}.{last}{customer % 100}@example.org".ToLowerInvariant(),
            $"+44 20 7946 0{customer % 1000:000}",
            Plans[plan],
            isBound ? "yearly" : "monthly",
            Draw.Cell(tenure),
            Draw.Cell(fee),
            Draw.Cell(calls),
            Draw.Cell(usage),
            Draw.Cell(isLate),
        ];
        return label == SampleLabel.None ? cells : cells.Append(Draw.Cell(truth));
    }

    /// <summary>A count, by Knuth's multiplication (The Art of Computer Programming, volume 2, 3.4.1).</summary>
    private static int Poisson(Random random, double mean)
    {
        var (count, product) = (0, random.NextDouble());
        for (var limit = Math.Exp(-mean); product > limit; count++)
        {
            product *= random.NextDouble();
        }

        return count;
    }
}
