using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Schema;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Clustering;
using MLOpsFunctions.Learning.Isolation;
using MLOpsFunctions.Learning.Linear;
using MLOpsFunctions.Models;
using MLOpsFunctions.Models.Calibration;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Shared.Tests.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Serving;

/// <summary>A house whose models add a constant to the column <c>temp</c>: version n adds n thousand.</summary>
internal sealed class ServingFixture
{
    public ServingFixture(ITableStore? tables = null) => Stores = new(tables);

    public RegistryFixture Stores { get; }

    public Scorer Scorer => Stores.Product.Pipeline.Scorer;

    public Deployments Deployments => Stores.Product.Pipeline.Deployments;

    public Router Router => Stores.Product.Router;

    public PredictionLog Log => Stores.Product.Predictions;

    public FeedbackStore Feedback => Stores.Product.Pipeline.Feedback;

    /// <summary>The key of hashed columns.</summary>
    public static byte[] Key { get; } = new byte[32];

    public static DataFrame Rows(params double[] temps) => new([new NumberColumn("temp", temps)], temps.Length);

    public async Task<int> RegisterAsync(string run, string model = "bikes")
    {
        var number = (await Stores.Registry.FindByRunAsync(model, run))?.Number ?? await CountAsync(model) + 1;
        var artifact = await Stores.Artifacts.WriteAsync(Model(number * 1_000d).Write);
        return (await Stores.Registry.RegisterAsync(RegistryFixture.Registration(run, model, artifact))).Number;
    }

    /// <summary>Registers two clusters of the column <c>temp</c>, around 0 and 10, and lets them serve.</summary>
    public async Task ServeClustersAsync(string model)
    {
        await ServeAsync(model, ModelTask.Clustering, new KMeansModel(features: 1, [0, 2]), rule: null);
    }

    /// <summary>Registers a detector to which a <c>temp</c> from 5 on is stranger than one below, and lets it serve.</summary>
    public async Task ServeDetectorAsync(string model)
    {
        var forest = new IsolationForest(
            features: 1,
            sample: 256,
            [
                [new(0, 1, 1), new(-1, 20, 0), new(-1, 1, 0)],
            ]
        );
        await ServeAsync(model, ModelTask.Anomaly, forest, new(null, 0.5));
    }

    /// <summary>Registers a model of two classes, which follow the column <c>temp</c>, and lets it serve.</summary>
    public Task ServeClassesAsync(string model, params string[] classes) => ServeClassesAsync(model, classes, isPrivate: false);

    /// <summary>The same, where the label may be private: its classes are hashes.</summary>
    public Task ServeClassesAsync(string model, string[] classes, bool isPrivate, BooleanWords? words = null) =>
        ServeAsync(
            model,
            ModelTask.Binary,
            new LinearModel(LinearKind.Logistic, features: 1, outputs: 1, [1, 0], [0], []),
            rule: null,
            classes,
            "left",
            isPrivate
                ? new() { Columns = new Dictionary<string, ColumnDefinition> { ["left"] = new() { Pii = PiiHandling.Hash } } }
                : new(),
            words is null
                ? []
                :
                [
                    new("temp", ColumnType.Number, ColumnRole.Feature),
                    new("left", ColumnType.Text, ColumnRole.Label, null, new() { Boolean = words }, isPrivate ? PiiHandling.Hash : null),
                ]
        );

    /// <summary>Registers clusters of a data set from which the column <c>name</c> was dropped as private, and lets it serve.</summary>
    public Task ServeWithoutNameAsync(string model) =>
        ServeAsync(
            model,
            ModelTask.Clustering,
            new KMeansModel(features: 1, [0, 2]),
            rule: null,
            definition: new() { Columns = new Dictionary<string, ColumnDefinition> { ["name"] = new() { Pii = PiiHandling.Drop } } }
        );

    /// <summary>A private cell as it is kept.</summary>
    public static string Hashed(string cell) => PiiProtection.Hash(Key, cell);

    private async Task ServeAsync(
        string model,
        ModelTask task,
        IModel scores,
        DecisionRule? rule,
        string[]? classes = null,
        string? label = null,
        ModelDefinition? definition = null,
        ColumnSchema[]? schema = null
    )
    {
        var trained = new TrainedModel
        {
            Task = task,
            Classes = classes ?? [],
            Label = label,
            Signature = [new("temp", ColumnType.Number, ColumnRole.Feature)],
            Plan = new(FeatureEncoding.Dense, [new("temp", ColumnType.Number, new(new(0, 5), 0, false))]),
            Model = scores,
            Rule = rule,
        };
        var registration = RegistryFixture.Registration($"{model}-1", model, await Stores.Artifacts.WriteAsync(trained.Write));
        await PromoteAsync(
            (
                await Stores.Registry.RegisterAsync(
                    registration with
                    {
                        Dataset = schema is { Length: > 0 } ? registration.Dataset with { Schema = schema } : registration.Dataset,
                        Definition = definition ?? new(),
                    }
                )
            ).Number,
            model
        );
    }

    public async Task PromoteAsync(int version, string model = "bikes")
    {
        var live = (await Deployments.GetAsync(model)).LiveVersion;
        var result = await Deployments.PromoteAsync(model, version, live, new($"promote-{version}", "tests", "try it"));
        Assert.Null(result.Refusal);
    }

    private async Task<int> CountAsync(string model)
    {
        var count = 0;
        await foreach (var _ in Stores.Registry.VersionsAsync(model))
        {
            count++;
        }

        return count;
    }

    /// <summary>
    /// Adds a number to the column <c>temp</c>, exactly for some thousands; a missing one counts as 0 or, with a
    /// steeper slope, as too much for a double.
    /// </summary>
    public static TrainedModel Model(double add, double slope = 1) =>
        new()
        {
            Task = ModelTask.Regression,
            Classes = [],
            Label = "cnt",
            Signature = [new("temp", ColumnType.Number, ColumnRole.Feature)],
            Plan = new(FeatureEncoding.Dense, [new("temp", ColumnType.Number, new(new(0, 4_096), slope > 1 ? 65_536 : 0, false))]),
            Model = new LinearModel(LinearKind.Identity, features: 1, outputs: 1, [4_096 * slope, add], [0], []),
        };
}
