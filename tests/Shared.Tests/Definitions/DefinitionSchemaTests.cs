using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Shared.Tests.Definitions;

/// <summary>The published schema is the one that the product enforces.</summary>
public sealed class DefinitionSchemaTests
{
    private static readonly JsonObject Schema = DefinitionSchema.Make();
    private static readonly JsonSchema Validator = JsonSchema.FromText(Schema.ToJsonString());

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    [Fact]
    public void The_published_schema_is_made_from_the_contract_s_types()
    {
        var made =
            Schema
                .ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
                .ReplaceLineEndings("\n") + "\n";
        var path = Path.Combine(AppContext.BaseDirectory, "definition.schema.json");
        File.WriteAllText(path, made);

        Assert.True(
            made == File.ReadAllText(Published()),
            $"docs/definition.schema.json is not what the types say; what they say now lies in {path}: copy it there."
        );
    }

    [Fact]
    public void The_published_schema_is_right_by_the_schema_of_schemas() =>
        Assert.True(Accepts(MetaSchemas.Draft202012, Schema.ToJsonString()));

    [Theory]
    [InlineData("{}", true)]
    [InlineData(
        """{ "$schema": "../docs/definition.schema.json", "owner": "a", "purpose": """
            + """ "b", "task": "regression", "label": "y", "inferred": true }""",
        true
    )]
    [InlineData("""{ "task": null, "label": null, "training": { "metric": null } }""", true)]
    [InlineData("""{ "columns": { "a": { "role": "id", "type": "text", "pii": "hash" }, "b": {} } }""", true)]
    [InlineData("""{ "expectations": [{ "column": "a", "min": -1.5, "max": 2, "in": ["x"], "required": true }] }""", true)]
    [InlineData("""{ "gates": [{ "metric": "r2", "min": 0.8, "vsChampion": { "minRelative": 1, "significant": true } }] }""", true)]
    [InlineData(
        """{ "rollout": { "approval": true, "approvalTimeout": "1.5h" }, "retrain": { "schedule": "0 0 3 * """
            + """* *", "cooldown": "30s", "budget": { "trials": 1 } } }""",
        true
    )]
    [InlineData("""{ "notify": { "ops": "https://contoso.example/hook" }, "sla": { "freshnessHours": 24 } }""", true)]
    [InlineData("""{ "notify": { "ops": { "url": "https://contoso.example/hook", "events": ["deployed", "runFailed"] } } }""", true)]
    [InlineData("""{ "notify": { "chat": { "kind": "slack", "urlFrom": "MLOPS_SLACK" }, "disk": { "kind": "file" } } }""", true)]
    [InlineData("""{ "notify": { "ops": { "kind": "webhook" } } }""", false)]
    [InlineData("""{ "notify": { "ops": { "url": "https://a.example", "urlFrom": "MLOPS_URL" } } }""", false)]
    [InlineData("""{ "notify": { "disk": { "kind": "file", "url": "https://a.example" } } }""", false)]
    [InlineData("""{ "notify": { "ops": { "url": "ftp://a.example" } } }""", false)]
    [InlineData("""{ "notify": { "ops": { "url": "https://user:word@a.example/" } } }""", false)]
    [InlineData("""{ "notify": { "ops": { "urlFrom": "AZURE_CLIENT_SECRET" } } }""", false)]
    [InlineData("""{ "notify": { "ops": { "url": "https://a.example", "secret": "PATH" } } }""", false)]
    [InlineData("""{ "notify": { "ops": { "url": "https://a.example", "events": ["deploy"] } } }""", false)]
    [InlineData("""{ "sla": { "trainMinutes": -1 } }""", false)]
    [InlineData("""{ "sla": { "quarantineShare": 1.5 } }""", false)]
    [InlineData("""{ "sla": { "quarantineShare": 0.1, "modelAgeDays": 30 } }""", true)]
    [InlineData("""{ "lable": "y" }""", false)]
    [InlineData("""{ "label": "" }""", false)]
    [InlineData("""{ "label": 5 }""", false)]
    [InlineData("""{ "task": "Regression" }""", false)]
    [InlineData("""{ "split": null }""", false)]
    [InlineData("""{ "split": { "test": 0 } }""", false)]
    [InlineData("""{ "split": { "test": 1 } }""", false)]
    [InlineData("""{ "split": { "test": "0.2" } }""", false)]
    [InlineData("""{ "split": { "kind": "time", "seed": 1 } }""", false)]
    [InlineData("""{ "columns": [] }""", false)]
    [InlineData("""{ "columns": { "": {} } }""", false)]
    [InlineData("""{ "columns": { "a": { "role": "target" } } }""", false)]
    [InlineData("""{ "columns": { "a": null } }""", false)]
    [InlineData("""{ "expectations": [{ "min": 1 }] }""", false)]
    [InlineData("""{ "expectations": [{ "column": "a", "in": [] }] }""", false)]
    [InlineData("""{ "gates": [{ "metric": "r3" }] }""", false)]
    [InlineData("""{ "gates": [{ "metric": "rmse", "vsChampion": { "maxRelative": 0 } }] }""", false)]
    [InlineData("""{ "training": { "seed": 1.5 } }""", false)]
    [InlineData("""{ "training": { "seed": 99999999999 } }""", false)]
    [InlineData("""{ "training": { "candidates": [""] } }""", false)]
    [InlineData("""{ "training": { "objective": "huber" } }""", false)]
    [InlineData("""{ "training": { "budget": { "trials": 0 } } }""", false)]
    [InlineData(
        """{ "training": { "objective": "quantile", "quantile": 0.9, "monotone": { "a": "rising" }, "classWeights": { "yes": 2 } } }""",
        true
    )]
    [InlineData("""{ "training": { "monotone": { "a": 1 } } }""", false)]
    [InlineData("""{ "retrain": { "cooldown": "6 hours" } }""", false)]
    [InlineData("""{ "retrain": { "cooldown": 6 } }""", false)]
    [InlineData("""{ "notify": { "ops": "" } }""", false)]
    [InlineData("""{ "sla": { "freshnessHours": "24" } }""", false)]
    [InlineData("[]", false)]
    [InlineData("""{ "training": { "classWeights": { "yes": 0 } } }""", false)]
    [InlineData("""{ "training": { "classWeights": { "yes": 1e7 } } }""", false)]
    [InlineData("""{ "forecast": { "seasons": [1] } }""", false)]
    [InlineData("""{ "forecast": { "seasons": [24, 10001] } }""", false)]
    [InlineData("""{ "forecast": { "seasons": [2, 10000] } }""", true)]
    [InlineData("""{ "expectations": [{ "column": "a" }] }""", false)]
    [InlineData("""{ "expectations": [{ "column": "a", "required": false, "min": null }] }""", false)]
    [InlineData("""{ "expectations": [{ "column": "a", "required": true }] }""", true)]
    [InlineData("""{ "training": { "threshold": { "objective": "recall" } } }""", false)]
    [InlineData("""{ "training": { "threshold": { "objective": "recall", "precision": 0.9 } } }""", true)]
    [InlineData("""{ "training": { "threshold": { "objective": "f1", "precision": 0.9 } } }""", false)]
    [InlineData("""{ "training": { "threshold": { "objective": "cost" } } }""", false)]
    [InlineData("""{ "training": { "threshold": { "objective": "cost", "costs": { "falsePositive": 0, "falseNegative": 0 } } } }""", false)]
    [InlineData("""{ "training": { "threshold": { "objective": "cost", "costs": { "falsePositive": 0, "falseNegative": 5 } } } }""", true)]
    [InlineData("""{ "training": { "threshold": { "objective": "f1", "costs": { "falsePositive": 1, "falseNegative": 5 } } } }""", false)]
    [InlineData("""{ "split": { "kind": "column" } }""", false)]
    [InlineData("""{ "split": { "kind": "column", "column": null } }""", false)]
    [InlineData("""{ "split": { "sides": { "dev": "train", "eval": "test" } } }""", false)]
    [InlineData("""{ "split": { "kind": "random", "column": "part" } }""", false)]
    [InlineData("""{ "split": { "column": "part", "sides": { "dev": "train", "eval": "test" } } }""", true)]
    [InlineData("""{ "split": { "column": "part", "sides": { "dev": "train" } } }""", false)]
    [InlineData("""{ "training": { "budget": { "trials": 20.0 }, "seed": 1e2 } }""", true)]
    [InlineData("""{ "training": { "budget": { "trials": 20.5 } } }""", false)]
    [InlineData("""{ "training": { "seed": 1e10 } }""", false)]
    [InlineData("""{ "rollout": { "approvalTimeout": "0s" } }""", false)]
    [InlineData("""{ "rollout": { "approvalTimeout": "0.00d" } }""", false)]
    [InlineData("""{ "retrain": { "cooldown": "99999999d" } }""", false)]
    [InlineData("""{ "retrain": { "cooldown": "3660d" } }""", true)]
    [InlineData("""{ "retrain": { "cooldown": "3660.5d" } }""", false)]
    [InlineData("""{ "retrain": { "cooldown": "3661d" } }""", false)]
    [InlineData("""{ "retrain": { "cooldown": "87840.0h" } }""", true)]
    [InlineData("""{ "retrain": { "cooldown": "87841h" } }""", false)]
    [InlineData("""{ "retrain": { "cooldown": "00.5m" } }""", true)]
    [InlineData("""{ "retrain": { "schedule": "0 0 25 * * 1" } }""", false)]
    [InlineData("""{ "retrain": { "schedule": "0 3 * * *" } }""", false)]
    [InlineData("""{ "retrain": { "schedule": "0 0 3 * * * *" } }""", false)]
    [InlineData("""{ "retrain": { "schedule": "0 60 3 * * *" } }""", false)]
    [InlineData("""{ "retrain": { "schedule": "0 0 3 0 * *" } }""", false)]
    [InlineData("""{ "retrain": { "schedule": "0 0 3 * 13 *" } }""", false)]
    [InlineData("""{ "retrain": { "schedule": "0 0 3 * * 7" } }""", false)]
    [InlineData("""{ "retrain": { "schedule": "every night" } }""", false)]
    [InlineData("""{ "retrain": { "schedule": "0\t0 3  * * *" } }""", true)]
    [InlineData("""{ "retrain": { "schedule": "0 0 18-8 * * *" } }""", false)]
    [InlineData("""{ "retrain": { "schedule": "0 0 5-3 * * *" } }""", false)]
    [InlineData("""{ "retrain": { "schedule": "30-05 0 3 * * *" } }""", false)]
    [InlineData("""{ "retrain": { "schedule": "0 0 3 * * 1,fri-mon" } }""", false)]
    [InlineData("""{ "retrain": { "schedule": "0 0 3 * dec-jan *" } }""", false)]
    [InlineData("""{ "retrain": { "schedule": "0 0 8-18 * jan-DEC 0-6" } }""", true)]
    [InlineData("""{ "retrain": { "schedule": "5-05 19-21 03-3 1-31/10 9-12 *" } }""", true)]
    [InlineData("""{ "retrain": { "schedule": "0 */15 8-18 1,15 Jan-mar MON-fri" } }""", true)]
    public void Schema_and_product_say_the_same(string document, bool isRight)
    {
        Assert.Equal(isRight, Accepts(Validator, document));
        Assert.Equal(isRight, Record.Exception(() => DefinitionReader.Parse(document, "d.json")) is null);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public void Characters_are_counted_as_people_count_them(int count, bool isRight)
    {
        var document = new JsonObject { ["owner"] = string.Concat(Enumerable.Repeat("\U0001F6B2", count)) }.ToJsonString();

        Assert.Equal(isRight, Accepts(Validator, document));
        Assert.Equal(isRight, Record.Exception(() => DefinitionReader.Parse(document, "d.json")) is null);
    }

    [Fact]
    public void What_the_product_writes_out_is_right_by_the_schema()
    {
        var written = DefinitionWriter.Write(
            new()
            {
                Label = "y",
                Columns = new Dictionary<string, ColumnDefinition> { ["y"] = new(ColumnType.Number, ColumnRole.Label) },
            }
        );

        Assert.True(Accepts(Validator, written));
    }

    [Fact]
    public void Every_default_is_right_by_itself_and_every_key_is_described()
    {
        foreach (var part in Schema["$defs"]!.AsObject().Select(part => part.Value!.AsObject()).Append(Schema))
        {
            foreach (var (name, property) in part["properties"]!.AsObject())
            {
                Assert.False(string.IsNullOrWhiteSpace(property!["description"]!.GetValue<string>()), name);
                var document = new JsonObject { [name] = property["default"]?.DeepClone() };
                var keySchema = JsonSchema.FromText(
                    new JsonObject
                    {
                        ["$defs"] = Schema["$defs"]!.DeepClone(),
                        ["properties"] = new JsonObject { [name] = property.DeepClone() },
                    }.ToJsonString()
                );
                Assert.True(property["default"] is null || Accepts(keySchema, document.ToJsonString()), name);
            }
        }
    }

    /// <summary>Comments and commas at the end are allowed, as in a definition.</summary>
    internal static bool Accepts(JsonSchema schema, string document)
    {
        using var parsed = JsonDocument.Parse(document, Lenient);
        return schema.Evaluate(parsed.RootElement).IsValid;
    }

    internal static string Published([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MLOpsFunctions.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(
            folder?.FullName ?? Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."),
            "docs",
            "definition.schema.json"
        );
    }
}
