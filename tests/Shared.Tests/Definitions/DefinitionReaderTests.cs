using System.Text;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Shared.Tests.Definitions;

public sealed class DefinitionReaderTests
{
    private const string Sample = """
        // Bike rentals, hourly.
        {
          "owner": "rentals@contoso.example",
          "purpose": "Plan the vans a day ahead; an MAE under 45 rentals an hour pays for itself.",
          "task": "regression", "label": "cnt",
          "columns": { "instant": { "role": "id" }, "dteday": { "role": "time" },
            "casual": { "role": "ignore" }, "registered": { "role": "ignore" } },
          "split": { "kind": "time", "test": 0.2 },
          "training": { "candidates": ["gbdt", "linear"], "metric": "rmse", "seed": 7, "budget": { "trials": 20, "minutes": 5 } },
          "gates": [ { "metric": "r2", "min": 0.8 }, { "metric": "rmse", "vsChampion": { "maxRelative": 1.0 } }, ],
          "drift": { "psi": 0.25 }, "retrain": { "cooldown": "6h", "minRows": 500 }, /* more to come */
        }
        """;

    [Fact]
    public void The_contract_s_example_means_what_it_says()
    {
        var definition = DefinitionReader.Parse(Sample, "definitions/bikes.json");

        Assert.Equal("rentals@contoso.example", definition.Owner);
        Assert.Equal(ModelTask.Regression, definition.Task);
        Assert.Equal("cnt", definition.Label);
        Assert.Equal(
            [("instant", ColumnRole.Id), ("dteday", ColumnRole.Time), ("casual", ColumnRole.Ignore), ("registered", ColumnRole.Ignore)],
            definition.Columns.Select(column => (column.Key, column.Value.Role!.Value))
        );
        Assert.Equal(new SplitDefinition { Kind = SplitKind.Time, Test = 0.2 }, definition.Split);
        Assert.Equal(["gbdt", "linear"], definition.Training.Candidates);
        Assert.Equal(
            ("rmse", 7, 20, 5.0),
            (definition.Training.Metric, definition.Training.Seed, definition.Training.Budget.Trials, definition.Training.Budget.Minutes)
        );
        Assert.Equal([new("r2", Min: 0.8), new("rmse", VsChampion: new(MaxRelative: 1.0))], definition.Gates);
        Assert.Equal(0.25, definition.Drift.Psi);
        Assert.Equal(TimeSpan.FromHours(6), definition.Retrain.Cooldown.Value);
        Assert.Equal(500, definition.Retrain.MinRows);
        Assert.False(definition.Inferred);
    }

    [Fact]
    public void An_empty_object_is_all_defaults() =>
        Assert.Equal(Json.Write(new ModelDefinition()), Json.Write(DefinitionReader.Parse("{}", "d.json")));

    [Theory]
    [InlineData("""{ "tsk": "binary" }""", "$.tsk", "'tsk'", "Did you mean 'task'?")]
    [InlineData("""{ "split": { "tets": 0.2 } }""", "$.split.tets", "'tets'", "Did you mean 'test'?")]
    [InlineData("""{ "task": "regresion" }""", "$.task", "the text 'regresion'", "Did you mean 'regression'?")]
    [InlineData("""{ "training": { "metric": "acuracy" } }""", "$.training.metric", "the text 'acuracy'", "Did you mean 'accuracy'?")]
    [InlineData(
        """{ "columns": { "pickup time": { "role": "tme" } } }""",
        "$.columns['pickup time'].role",
        "the text 'tme'",
        "Did you mean 'time'?"
    )]
    public void A_slip_is_answered_with_its_place_and_a_suggestion(string json, string path, string found, string suggestion)
    {
        var problem = Refuse(json);

        Assert.Equal($"definitions/m.json, line 1, {path}", problem.Where);
        Assert.Equal(found, problem.Found);
        Assert.Equal(suggestion, problem.Try);
    }

    [Theory]
    [InlineData("""{ "task": 1 }""", "the number 1", "one of binary, multiclass")]
    [InlineData("""{ "label": 3 }""", "the number 3", "a text in double quotes")]
    [InlineData("""{ "split": { "test": "0.2" } }""", "the text '0.2'", "a finite number")]
    [InlineData("""{ "split": { "test": 1e999 } }""", "the number 1e999", "a finite number")]
    [InlineData("""{ "split": { "test": "NaN" } }""", "the text 'NaN'", "a finite number")]
    [InlineData("""{ "training": { "seed": 7.5 } }""", "the number 7.5", "a whole number")]
    [InlineData("""{ "training": { "seed": 99999999999 } }""", "the number 99999999999", "a whole number")]
    [InlineData("""{ "training": { "candidates": "gbdt" } }""", "the text 'gbdt'", "a list")]
    [InlineData("""{ "training": { "candidates": [1] } }""", "the number 1", "a text")]
    [InlineData("""{ "columns": [] }""", "a list", "an object")]
    [InlineData("""{ "columns": { "a": "id" } }""", "the text 'id'", "an object")]
    [InlineData("""{ "rollout": { "approval": "yes" } }""", "the text 'yes'", "true or false")]
    [InlineData("""{ "retrain": { "cooldown": 6 } }""", "the number 6", "a duration")]
    [InlineData("""{ "split": null }""", "null", "a value for 'split'")]
    [InlineData("""{ "split": { "test": null } }""", "null", "a value for 'test'")]
    [InlineData("""{ "gates": [ null ] }""", "null", "an object")]
    [InlineData("""{ "gates": [ { "min": 0.8 } ] }""", "no such key", "the key 'metric'")]
    [InlineData("""{ "gates": [ { "metric": null, "min": 0.8 } ] }""", "null", "a value for 'metric'")]
    [InlineData("[]", "a list", "an object")]
    [InlineData("null", "null", "an object")]
    public void A_wrong_type_is_answered_with_what_was_found_and_expected(string json, string found, string expected)
    {
        var problem = Refuse(json);

        Assert.Equal(found, problem.Found);
        Assert.StartsWith(expected, problem.Expected);
    }

    [Theory]
    [InlineData("""{ "split": { "test": 0 } }""", "above 0 and below 1")]
    [InlineData("""{ "split": { "validation": 1 } }""", "above 0 and below 1")]
    [InlineData("""{ "features": { "hashBuckets": 1 } }""", "at least 2 and at most 4096")]
    [InlineData("""{ "features": { "maxLevels": 251 } }""", "at least 1 and at most 250")]
    [InlineData("""{ "training": { "budget": { "trials": 0 } } }""", "at least 1 and at most 100000")]
    [InlineData("""{ "training": { "budget": { "minutes": 0 } } }""", "above 0 and at most 10080")]
    [InlineData("""{ "training": { "objective": "huber" } }""", "one of squared, absolute, poisson, tweedie, quantile")]
    [InlineData("""{ "training": { "objective": "quantile", "quantile": 1 } }""", "at least 0.001 and at most 0.999")]
    [InlineData("""{ "training": { "objective": "tweedie", "tweediePower": 1 } }""", "at least 1.01 and at most 1.99")]
    [InlineData("""{ "training": { "monotone": { "a": "up" } } }""", "one of rising, falling")]
    [InlineData("""{ "training": { "classWeights": { "yes": 1e7 } } }""", "above 0 and at most 1000000")]
    [InlineData("""{ "training": { "classWeights": { "yes": 0 } } }""", "above 0 and at most 1000000")]
    [InlineData(
        """{ "retrain": { "schedule": "0 3 * * *" } }""",
        "six fields, second to day of the week, such as \"0 0 3 * * *\" for three o'clock each night"
    )]
    [InlineData("""{ "training": { "threshold": { "objective": "accuracy" } } }""", "one of f1, cost, recall")]
    [InlineData("""{ "training": { "threshold": { "objective": "recall", "precision": 1.5 } } }""", "above 0 and at most 1")]
    [InlineData(
        """{ "training": { "threshold": { "objective": "cost", "costs": { "falsePositive": -1, "falseNegative": 1 } } } }""",
        "at least 0 and at most 1000000000"
    )]
    [InlineData("""{ "training": { "threshold": { "objective": "cost", "costs": { "falsePositive": 1 } } } }""", "the key 'falseNegative'")]
    [InlineData("""{ "training": { "threshold": { } } }""", "the key 'objective'")]
    [InlineData("""{ "label": "" }""", "1 to 1000 characters")]
    [InlineData("""{ "gates": [ { "metric": "rmse", "vsChampion": { "maxRelative": 0 } } ] }""", "above 0 and at most 1000")]
    [InlineData("""{ "drift": { "share": 1.5 } }""", "above 0 and at most 1")]
    [InlineData("""{ "notify": { "ops": "" } }""", "1 to 2000 characters")]
    [InlineData("""{ "columns": { "": { "role": "id" } } }""", "1 to 1000 characters")]
    [InlineData("""{ "expectations": [ { "column": "a", "in": [] } ] }""", "1 or more")]
    [InlineData("""{ "rollout": { "approvalTimeout": "0s" } }""", "more than zero")]
    public void A_value_out_of_range_is_answered_with_the_range(string json, string expected) =>
        Assert.Equal(expected, Refuse(json).Expected);

    [Theory]
    [InlineData("""{ "columns": { "a": { "role": "label" }, "b": { "role": "label" } } }""", "'a' and 'b'")]
    [InlineData("""{ "label": "a", "columns": { "b": { "role": "label" } } }""", "'a' and 'b'")]
    [InlineData("""{ "label": "a", "columns": { "a": { "role": "ignore" } } }""", "role ignore")]
    [InlineData("""{ "label": "a", "columns": { "a": { "pii": "mask" } } }""", "pii mask")]
    [InlineData("""{ "columns": { "a": { "role": "time" }, "b": { "role": "time" } } }""", "'a' and 'b'")]
    [InlineData("""{ "columns": { "a": { "role": "weight", "type": "text" } } }""", "type text, role weight")]
    [InlineData("""{ "expectations": [ { "column": "a", "min": 2, "max": 1 } ] }""", "min above max")]
    [InlineData("""{ "expectations": [ { "column": "a" } ] }""", "only a column")]
    [InlineData("""{ "task": "binary", "training": { "metric": "rmse" } }""", "rmse for binary")]
    [InlineData("""{ "task": "regression", "gates": [ { "metric": "auc", "min": 0.5 } ] }""", "auc for regression")]
    [InlineData("""{ "task": "binary", "training": { "objective": "absolute" } }""", "an objective for binary")]
    [InlineData("""{ "task": "binary", "training": { "contamination": 0.1 } }""", "a contamination for binary")]
    [InlineData("""{ "task": "anomaly", "training": { "contamination": 0.6 } }""", "the number 0.6")]
    [InlineData("""{ "task": "binary", "training": { "clusters": 4 } }""", "a number of clusters for binary")]
    [InlineData("""{ "task": "clustering", "training": { "clusters": 1 } }""", "the number 1")]
    [InlineData("""{ "task": "multiclass", "training": { "threshold": { "objective": "f1" } } }""", "a threshold for multiclass")]
    [InlineData("""{ "training": { "threshold": { "objective": "recall" } } }""", "recall without a precision")]
    [InlineData("""{ "training": { "threshold": { "objective": "f1", "precision": 0.9 } } }""", "a precision for f1")]
    [InlineData("""{ "training": { "threshold": { "objective": "cost" } } }""", "cost without costs")]
    [InlineData(
        """{ "training": { "threshold": { "objective": "f1", "costs": { "falsePositive": 1, "falseNegative": 1 } } } }""",
        "costs for f1"
    )]
    [InlineData(
        """{ "training": { "threshold": { "objective": "cost", "costs": { "falsePositive": 0, "falseNegative": 0 } } } }""",
        "both costs 0"
    )]
    [InlineData("""{ "training": { "quantile": 0.9 } }""", "the objective squared")]
    [InlineData("""{ "training": { "objective": "poisson", "tweediePower": 1.5 } }""", "the objective poisson")]
    [InlineData("""{ "task": "multiclass", "training": { "monotone": { "a": "rising" } } }""", "a direction for multiclass")]
    [InlineData("""{ "label": "a", "training": { "monotone": { "a": "falling" } } }""", "the label")]
    [InlineData("""{ "columns": { "a": { "role": "group" } }, "training": { "monotone": { "a": "falling" } } }""", "role group")]
    [InlineData("""{ "columns": { "a": { "type": "text" } }, "training": { "monotone": { "a": "rising" } } }""", "type text")]
    [InlineData("""{ "task": "regression", "training": { "classWeights": { "yes": 2 } } }""", "class weights for regression")]
    [InlineData("""{ "gates": [ { "metric": "r2", "vsChampion": { "maxRelative": 1 } } ] }""", "maxRelative for r2, where more is better")]
    [InlineData(
        """{ "gates": [ { "metric": "rmse", "vsBaseline": { "minRelative": 1 } } ] }""",
        "minRelative for rmse, where less is better"
    )]
    [InlineData("""{ "task": "binary", "task": "regression" }""", "'task'")]
    [InlineData("""{ "columns": { "a": {}, "a": { "role": "id" } } }""", "'a'")]
    public void A_contradiction_is_answered_with_both_sides(string json, string found) => Assert.Equal(found, Refuse(json).Found);

    [Fact]
    public void The_line_is_where_the_value_stands()
    {
        var problem = Refuse("{\n  // a remark\n  \"split\": {\n    \"kind\": \"time\",\n    \"test\": 2\n  }\n}");

        Assert.Equal("definitions/m.json, line 5, $.split.test", problem.Where);
    }

    [Fact]
    public void Several_mistakes_are_told_at_once()
    {
        var problem = Refuse("""{ "tsk": "binary", "split": { "test": 2 }, "label": 7 }""");

        Assert.Equal("The definition has 3 mistakes", problem.Title);
        Assert.Contains("$.tsk", problem.Found);
        Assert.Contains("$.split.test", problem.Found);
        Assert.Contains("$.label", problem.Found);
    }

    [Fact]
    public void A_gate_without_threshold_can_be_read() =>
        Assert.Equal([new("auc")], DefinitionReader.Parse("""{ "gates": [ { "metric": "auc" } ] }""", "d.json").Gates);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{ \"task\": \"binary\" } trailing")]
    [InlineData("{ 'task': 'binary' }")]
    [InlineData("owner: me")]
    public void What_is_not_json_is_answered_with_the_place(string json)
    {
        var problem = Refuse(json);

        Assert.Equal("The definition is not JSON", problem.Title);
        Assert.StartsWith("definitions/m.json, line 1, byte ", problem.Where);
    }

    [Fact]
    public void Depth_and_size_are_bounded()
    {
        Assert.Equal("The definition is not JSON", Refuse(new string('[', 100_000)).Title);
        Assert.Equal(413, Refuse($$"""{ "purpose": "{{new string('x', 1 << 20)}}" }""").Status);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        Assert.Contains(
            "UTF-8",
            Assert.Throws<ProblemException>(() => DefinitionReader.Parse(Encoding.Unicode.GetPreamble(), "d.json")).Problem.Found
        );
        Assert.Contains("surrogate", Refuse("""{ "owner": "\ud800" }""").Found);
    }

    [Fact]
    public async Task A_stream_with_a_byte_order_mark_reads_the_same()
    {
        var stream = new MemoryStream([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Sample)]);

        Assert.Equal(Json.Write(DefinitionReader.Parse(Sample, "d.json")), Json.Write(await DefinitionReader.ParseAsync(stream, "d.json")));
    }

    [Fact]
    public void What_is_written_reads_back_equal()
    {
        var definition = DefinitionReader.Parse(Sample, "d.json") with { Inferred = true };

        var text = DefinitionWriter.Write(definition);

        Assert.StartsWith("// Inferred", text);
        Assert.EndsWith("}\n", text);
        Assert.Equal(Json.Write(definition), Json.Write(DefinitionReader.Parse(text, "d.json")));
    }

    private static Problem Refuse(string json) =>
        Assert.Throws<ProblemException>(() => DefinitionReader.Parse(json, "definitions/m.json")).Problem;
}
