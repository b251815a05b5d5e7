using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Hosting;
using MLOpsFunctions.Models;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Registry;

/// <summary>A clock that stands still until a test moves it.</summary>
internal sealed class ManualTimeProvider : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>A registry in memory with what tests ask of it.</summary>
internal sealed class RegistryFixture
{
    public RegistryFixture(ITableStore? tables = null)
    {
        Tables = tables ?? new InMemoryTableStore();
        Blobs = new(Time);
        Product = new(Blobs, Tables, TrainerSet.BuiltIn, new() { PrivacyKey = new byte[32] }, "0123abcd", Time, NullLoggerFactory.Instance);
    }

    public ManualTimeProvider Time { get; } = new();

    public ITableStore Tables { get; }

    public InMemoryBlobStore Blobs { get; }

    public ProductServices Product { get; }

    public ArtifactStore Artifacts => Product.Pipeline.Artifacts;

    public ModelRegistry Registry => Product.Pipeline.Registry;

    public PromotionLedger Ledger => Product.Pipeline.Ledger;

    public static ModelRegistration Registration(string run, bool blessed = true, string model = "bikes") =>
        new(
            new()
            {
                Model = model,
                Run = run,
                Artifact = Digest('a'),
                Trainer = "gbdt",
                Parameters = new() { ["leaves"] = 31 },
                Seed = 7,
                Trials = 12,
                Verdict = new(
                    blessed,
                    [new(GateName.Of("r2", GateKind.Min), 0.9, 0.8, blessed, Note.OfText("r2 was 0.9; at least 0.8 was asked."))]
                ),
                By = "tests",
                Reason = "dropped file",
            },
            new(
                Digest('d'),
                new($"incoming/{model}/hour.csv", Digest('f'), 1_000),
                [new("temp", ColumnType.Number, ColumnRole.Feature), new("cnt", ColumnType.Number, ColumnRole.Label)],
                "cnt",
                ModelTask.Regression,
                new(100, 98, 1, 2),
                Digest('b'),
                [new("registered", LeakKind.Predictor, 0.97, Note.OfText("Column 'registered' alone predicts 'cnt'."))]
            ),
            new() { Owner = "rentals@contoso.example", Purpose = "Plan the vans a day ahead." },
            new()
            {
                Evaluation = new(
                    20,
                    new Dictionary<string, MetricValue> { ["r2"] = new(0.9, 0.85, 0.93) },
                    [new("season", "winter", 5, "r2", 0.7)]
                ),
                Comparison = new(
                    20,
                    new Dictionary<string, double> { ["r2"] = 0.88 },
                    new Dictionary<string, MetricValue> { ["r2"] = new(0.02, 0.01, 0.03) }
                ),
                Answers = [Note.OfText("'late' is answered from a probability of 0.3 on.")],
                Importances = [new("temp", 0.8)],
                Permutations = [new("temp", "r2", 0.31, 0.02)],
                Dependences = [new("temp", [new("0.2", [12.5]), new("0.8", [250])])],
            }
        );

    /// <summary>The same of a model that is among the artifacts.</summary>
    public static ModelRegistration Registration(string run, string model, string artifact)
    {
        var registration = Registration(run, model: model);
        return registration with { Record = registration.Record with { Artifact = artifact } };
    }

    public static string Digest(char digit) => new(digit, 64);
}
