using System.Text.Json.Nodes;
using Json.Schema;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Shared.Tests.Definitions;

/// <summary>Whatever an editor accepts by the published schema the product accepts, and the other way round.</summary>
public sealed class SchemaAgreementTests
{
    private static readonly JsonObject Schema = DefinitionSchema.Make();
    private static readonly JsonSchema Validator = JsonSchema.FromText(Schema.ToJsonString());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Schema_and_product_agree_on_random_definitions(int seed)
    {
        var (generator, right) = (new DefinitionGenerator(Schema, new Random(seed)), 0);
        for (var i = 0; i < 1_000; i++)
        {
            var document = generator.Make().ToJsonString();
            var refusal = Record.Exception(() => DefinitionReader.Parse(document, "d.json"));
            Assert.True(
                (refusal is null) == DefinitionSchemaTests.Accepts(Validator, document),
                $"The product says {refusal?.Message ?? "yes"}; the schema does not, of {document}"
            );
            right += refusal is null ? 1 : 0;
        }

        Assert.InRange(right, 50, 900); // Neither all right nor all wrong.
    }

    [Theory]
    [InlineData("""{ "columns": { "a": { "type": "time", "format": "dd.MM.yyyy" } } }""", true)]
    [InlineData("""{ "columns": { "a": { "format": "dd.MM.yyyy" } } }""", false)]
    [InlineData("""{ "columns": { "a": { "type": "text", "format": "dd.MM.yyyy" } } }""", false)]
    [InlineData("""{ "columns": { "a": { "type": "number", "text": "prose" } } }""", false)]
    [InlineData("""{ "columns": { "a": { "pii": "hash", "text": "prose" } } }""", false)]
    [InlineData("""{ "columns": { "a": { "pii": "drop", "text": "prose" } } }""", true)]
    [InlineData("""{ "columns": { "a": { "role": "weight", "type": "text" } } }""", false)]
    [InlineData("""{ "columns": { "a": { "role": "label", "pii": "mask" } } }""", false)]
    [InlineData("""{ "task": "regression", "forecast": { "horizon": 3 } }""", false)]
    [InlineData("""{ "task": "regression", "forecast": { "known": [], "interval": 0.8 } }""", true)]
    [InlineData("""{ "task": "forecast", "forecast": { "horizon": 3 } }""", true)]
    [InlineData("""{ "task": "forecast", "split": { "kind": "random" } }""", false)]
    [InlineData("""{ "task": "forecast", "training": { "objective": "tweedie" } }""", true)]
    [InlineData("""{ "task": "forecast", "training": { "metric": "rmsse" }, "forecast": { "weights": "value" } }""", true)]
    [InlineData("""{ "task": "forecast", "training": { "metric": "msis" } }""", false)]
    [InlineData("""{ "task": "forecast", "gates": [{ "metric": "msis", "max": 9 }] }""", true)]
    [InlineData("""{ "task": "regression", "training": { "metric": "mase" } }""", false)]
    [InlineData("""{ "task": "binary", "training": { "metric": "rmse" } }""", false)]
    [InlineData("""{ "task": "binary", "gates": [{ "metric": "r2", "min": 0.5 }] }""", false)]
    [InlineData("""{ "task": "anomaly", "training": { "clusters": 3 } }""", false)]
    [InlineData("""{ "gates": [{ "metric": "auc", "vsChampion": { "maxRelative": 1 } }] }""", false)]
    [InlineData("""{ "training": { "quantile": 0.9 } }""", false)]
    [InlineData("""{ "task": "forecast", "gates": [{ "metric": "msis", "max": 5 }] }""", true)]
    [InlineData("""{ "split": { "column": "p", "sides": { "a": "train", "b": "validation" } } }""", false)]
    [InlineData("""{ "retrain": { "schedule": "0 0 3 30 2 *" } }""", false)]
    [InlineData("""{ "retrain": { "schedule": "0 0 3 31 4,Jun,9 1" } }""", false)]
    [InlineData("""{ "retrain": { "schedule": "0 0 3 30-31 feb *" } }""", false)]
    [InlineData("""{ "retrain": { "schedule": "0 0 3 29 2 1" } }""", true)]
    [InlineData("""{ "retrain": { "schedule": "0 0 3 31 2,3 *" } }""", true)]
    public void Both_know_what_does_not_go_together(string document, bool isRight)
    {
        Assert.Equal(isRight, DefinitionSchemaTests.Accepts(Validator, document));
        Assert.Equal(isRight, Record.Exception(() => DefinitionReader.Parse(document, "d.json")) is null);
    }

    /// <summary>What the product alone knows: JSON Schema compares no values with each other and counts no members by value.</summary>
    [Theory]
    [InlineData("""{ "label": "y", "columns": { "y": { "role": "id" } } }""")]
    [InlineData("""{ "label": "y", "columns": { "x": { "role": "label" } } }""")]
    [InlineData("""{ "label": "y", "columns": { "y": { "pii": "mask" } } }""")]
    [InlineData("""{ "columns": { "x": { "role": "label" }, "y": { "role": "label" } } }""")]
    [InlineData("""{ "columns": { "x": { "role": "time" }, "y": { "role": "time" } } }""")]
    [InlineData("""{ "columns": { "x": { "type": "time", "format": "HH:mm" } } }""")]
    [InlineData("""{ "columns": { "x": { "type": "number", "format": "dd.MM.yyyy" } } }""")]
    [InlineData("""{ "expectations": [{ "column": "a", "min": 2, "max": 1 }] }""")]
    [InlineData("""{ "gates": [{ "metric": "r2", "min": 0.9, "max": 0.8 }] }""")]
    [InlineData("""{ "label": "y", "split": { "column": "y" } }""")]
    [InlineData("""{ "split": { "column": "p" }, "columns": { "p": { "role": "group" } } }""")]
    [InlineData("""{ "label": "y", "training": { "monotone": { "y": "rising" } } }""")]
    [InlineData("""{ "retrain": { "schedule": "0 0 3 30/1 2/11 *" } }""")]
    [InlineData("""{ "owner": "a", "owner": "b" }""")]
    [InlineData("""{ "rollout": { "shadow": { "minHours": 2, "maxHours": 1 } } }""")]
    [InlineData("""{ "rollout": { "canary": { "hold": "2d", "maxHours": 24 } } }""")]
    [InlineData("""{ "rollout": { "canary": { "steps": [0.5, 0.5] } } }""")]
    [InlineData("""{ "label": "y", "rollout": { "canary": { "key": "y" } } }""")]
    public void What_a_schema_cannot_say_the_product_refuses(string document)
    {
        Assert.True(DefinitionSchemaTests.Accepts(Validator, document));
        Assert.NotNull(Record.Exception(() => DefinitionReader.Parse(document, "d.json")));
    }
}
