using System.Globalization;
using System.Text.Json.Nodes;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Shared.Tests.Definitions;

/// <summary>
/// What must hold between the keys of one part, as JSON Schema says it: the rules of the product that an editor can
/// check while one types.
/// </summary>
internal static class SchemaRules
{
    /// <summary>Adds the rules of a part.</summary>
    public static void Add(string part, JsonObject schema)
    {
        foreach (var (keyword, value) in JsonNode.Parse(RulesOf(part))!.AsObject())
        {
            schema[keyword] = value!.DeepClone();
        }

        if (part == nameof(ModelDefinition))
        {
            schema["allOf"] = new JsonArray([.. Enum.GetValues<ModelTask>().Select(RuleOf)]);
        }

        if (part == nameof(TrainingDefinition))
        {
            // It measures intervals, which only the winner has, so it chooses no candidate.
            schema["properties"]!["metric"]!["enum"]!.AsArray().RemoveAll(name => (string?)name == MetricNames.Msis);
        }

        if (part == nameof(ModelDefinition))
        {
            schema["properties"]!["sla"]!["properties"] = new JsonObject(
                SlaNames.All.Select(name => KeyValuePair.Create(name, Promise(name)))
            );
        }

        if (part == nameof(RolloutDefinition))
        {
            schema["properties"]!["approvalTimeout"]!["not"] = new JsonObject { ["pattern"] = "^[0.]+[smhd]$" };
        }
    }

    /// <summary>The pattern of a duration of at most <see cref="Duration.MaxDays"/>.</summary>
    public static string DurationPattern() =>
        $"^(?:{string.Join('|',
            new[] { ("s", 86_400), ("m", 1_440), ("h", 24), ("d", 1) }
                .Select(unit => $"(?:{AtMost(Duration.MaxDays * unit.Item2)}){unit.Item1}"))})$";

    /// <summary>The pattern of a decimal number of at most this.</summary>
    internal static string AtMost(int most)
    {
        var digits = most.ToString(CultureInfo.InvariantCulture);
        var below = Enumerable
            .Range(0, digits.Length)
            .Where(place => digits[place] > '0')
            .Select(place =>
                $"{digits[..place]}[0-{(char)(digits[place] - 1)}]{Digits(digits.Length - place - 1, digits.Length - place - 1)}"
            );
        return $"0*(?:(?:{string.Join('|', below.Append(Digits(0, digits.Length - 1)))})(?:\\.[0-9]*)?|{digits}(?:\\.0*)?)|\\.[0-9]+";
    }

    /// <summary>What a definition may hold beside a task.</summary>
    private static JsonNode RuleOf(ModelTask task)
    {
        var metrics = List([.. MetricNames.For(task), null]);
        var (isForecast, isNumber) = (task == ModelTask.Forecast, task is ModelTask.Forecast or ModelTask.Regression);
        var rules = new JsonObject
        {
            ["gates"] = Items(
                new()
                {
                    ["properties"] = new JsonObject
                    {
                        ["metric"] = new JsonObject { ["enum"] = metrics },
                        ["slices"] = SlicesOf(task),
                    },
                }
            ),
            ["training"] = new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    ["metric"] = new JsonObject { ["enum"] = metrics.DeepClone() },
                    ["objective"] = !isNumber ? Null() : new JsonObject(),
                    ["threshold"] = task == ModelTask.Binary ? [] : Null(),
                    ["contamination"] = task == ModelTask.Anomaly ? [] : Null(),
                    ["clusters"] = task == ModelTask.Clustering ? [] : Null(),
                    ["classWeights"] = task is ModelTask.Binary or ModelTask.Multiclass ? [] : Empty("maxProperties"),
                    ["monotone"] = task is ModelTask.Binary or ModelTask.Regression ? [] : Empty("maxProperties"),
                },
            },
        };
        if (isForecast)
        {
            rules["split"] = new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    ["kind"] = new JsonObject { ["enum"] = List("time", null) },
                    ["column"] = Null(),
                },
            };
        }
        else
        {
            rules["forecast"] = new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    ["horizon"] = Null(),
                    ["seasons"] = Empty("maxItems"),
                    ["known"] = Empty("maxItems"),
                },
            };
        }

        if (task is not (ModelTask.Binary or ModelTask.Multiclass or ModelTask.Regression))
        {
            rules["retrain"] = Properties("fromFeedback", Null());
        }

        var named = Properties("task", new() { ["const"] = task.JsonName() });
        named["required"] = new JsonArray("task");
        return new JsonObject
        {
            ["if"] = named,
            ["then"] = new JsonObject { ["properties"] = rules },
        };
    }

    private static JsonObject SlicesOf(ModelTask task) =>
        task switch
        {
            ModelTask.Clustering or ModelTask.Anomaly => Null(),
            ModelTask.Binary => [],
            _ => new()
            {
                ["properties"] = new JsonObject { ["demographicParity"] = Null(), ["equalOpportunity"] = Null() },
            },
        };

    private static JsonNode? Promise(string name)
    {
        var promise = new JsonObject { ["type"] = "number", ["minimum"] = 0d };
        if (name == SlaNames.QuarantineShare)
        {
            promise["maximum"] = 1d;
        }

        return promise;
    }

    private static JsonObject Properties(string name, JsonObject rule) => new() { ["properties"] = new JsonObject { [name] = rule } };

    private static JsonObject Items(JsonObject rule) => new() { ["items"] = rule };

    private static JsonObject Null() => new() { ["type"] = "null" };

    private static JsonObject Empty(string limit) => new() { [limit] = 0 };

    private static JsonArray List(params IReadOnlyList<string?> names) => new([.. names.Select(name => (JsonNode?)name)]);

    private static string Digits(int least, int most) => most == 0 ? "" : $"[0-9]{{{least},{most}}}";

    private static string RulesOf(string part) =>
        part switch
        {
            nameof(Expectation) => ExpectationRule(),
            nameof(ThresholdDefinition) => """
                { "allOf": [
                  { "if": { "properties": { "objective": { "const": "recall" } } },
                    "then": { "required": ["precision"], "properties": { "precision": { "type": "number" } } },
                    "else": { "properties": { "precision": { "type": "null" } } } },
                  { "if": { "properties": { "objective": { "const": "cost" } } },
                    "then": { "required": ["costs"], "properties": { "costs": { "type": "object" } } },
                    "else": { "properties": { "costs": { "type": "null" } } } } ] }
                """,
            nameof(CostDefinition) => """
                { "anyOf": [
                  { "properties": { "falsePositive": { "exclusiveMinimum": 0 } } },
                  { "properties": { "falseNegative": { "exclusiveMinimum": 0 } } } ] }
                """,
            nameof(IngestDefinition) => """
                { "if": { "required": ["mode"], "properties": { "mode": { "const": "upsert" } } },
                  "then": { "required": ["key"], "properties": { "key": { "minItems": 1 } } },
                  "else": { "properties": { "key": { "maxItems": 0 } } } }
                """,
            nameof(SplitDefinition) => """
                { "allOf": [
                  { "if": { "anyOf": [
                      { "required": ["kind"], "properties": { "kind": { "const": "column" } } },
                      { "required": ["sides"], "properties": { "sides": { "type": "object" } } } ] },
                    "then": { "required": ["column"], "properties": { "column": { "type": "string" } } } },
                  { "if": { "required": ["column"], "properties": { "column": { "type": "string" } } },
                    "then": { "properties": { "kind": { "enum": ["column", null] } } } },
                  { "if": { "required": ["sides"], "properties": { "sides": { "type": "object" } } },
                    "then": { "properties": { "sides": { "allOf": [
                      { "not": { "additionalProperties": { "enum": ["validation", "test"] } } },
                      { "not": { "additionalProperties": { "enum": ["validation", "train"] } } } ] } } } } ] }
                """,
            nameof(ColumnDefinition) => """
                { "allOf": [
                  { "if": { "required": ["role"], "properties": { "role": { "const": "weight" } } },
                    "then": { "properties": { "type": { "enum": ["number", null] } } } },
                  { "if": { "required": ["role"], "properties": { "role": { "const": "time" } } },
                    "then": { "properties": { "type": { "enum": ["number", "time", null] } } } },
                  { "if": { "required": ["role"], "properties": { "role": { "const": "label" } } },
                    "then": { "properties": { "pii": { "enum": ["hash", "redact", "keep", null] } } } },
                  { "if": { "required": ["text"], "properties": { "text": { "type": "string" } } },
                    "then": { "properties": { "type": { "enum": ["text", null] } } } },
                  { "if": { "required": ["text"], "properties": { "text": { "const": "prose" } } },
                    "then": { "properties": { "pii": { "enum": ["drop", "redact", "keep", null] } } } },
                  { "if": { "required": ["pii"], "properties": { "pii": { "const": "redact" } } },
                    "then": { "properties": { "type": { "enum": ["text", null] } } } },
                  { "if": { "anyOf": [ { "required": ["band"], "properties": { "band": { "type": "number" } } },
                                       { "required": ["prefix"], "properties": { "prefix": { "type": "number" } } } ] },
                    "then": { "required": ["pii"], "properties": { "pii": { "const": "generalise" } } } },
                  { "if": { "required": ["format"], "properties": { "format": { "type": "string" } } },
                    "then": { "required": ["type"], "properties": { "type": { "enum": ["number", "time"] } } } } ] }
                """,
            nameof(SourceDefinition) =>
                $$"""
                { "allOf": [ { "properties": { "url": { "pattern": {{JsonValue.Create(
                    NotifyValidation.AddressPattern
                ).ToJsonString()}} } } } ],
                  "oneOf": [
                    { "required": ["url"],
                      "properties": { "url": { "type": "string" }, "sql": { "type": "null" }, "blob": { "type": "null" } } },
                    { "required": ["sql"],
                      "properties": { "url": { "type": "null" }, "sql": { "type": "object" }, "blob": { "type": "null" } } },
                    { "required": ["blob"],
                      "properties": { "url": { "type": "null" }, "sql": { "type": "null" }, "blob": { "type": "object" } } } ] }
                """,
            nameof(SqlSource) => $$"""
                { "allOf": [ { "properties": { "connectionFrom": { "pattern": "{{NotifyValidation.VariablePattern}}" } } } ] }
                """,
            nameof(BlobSource) => $$"""
                { "allOf": [ { "properties": { "container": { "pattern": "{{SourceValidation.ContainerPattern}}" } } } ] }
                """,
            nameof(RolloutDefinition) => """
                { "if": { "required": ["otherApprover"], "properties": { "otherApprover": { "const": true } } },
                  "then": { "required": ["approval"], "properties": { "approval": { "const": true } } } }
                """,
            nameof(GateDefinition) => GateRule(),
            nameof(NotifyChannel) => $$"""
                { "allOf": [
                  { "properties": { "url": { "pattern": {{JsonValue.Create(NotifyValidation.AddressPattern).ToJsonString()}} },
                                    "urlFrom": { "pattern": "{{NotifyValidation.VariablePattern}}" },
                                    "secret": { "pattern": "{{NotifyValidation.VariablePattern}}" } } },
                  { "if": { "required": ["kind"], "properties": { "kind": { "const": "file" } } },
                    "then": { "properties": { "url": { "type": "null" }, "urlFrom": { "type": "null" } } },
                    "else": { "oneOf": [
                      { "required": ["url"], "properties": { "url": { "type": "string" } } },
                      { "required": ["urlFrom"], "properties": { "urlFrom": { "type": "string" } } } ] } } ] }
                """,
            nameof(TrainingDefinition) => """
                { "allOf": [
                  { "if": { "required": ["quantile"], "properties": { "quantile": { "type": "number" } } },
                    "then": { "required": ["objective"], "properties": { "objective": { "const": "quantile" } } } },
                  { "if": { "required": ["tweediePower"], "properties": { "tweediePower": { "type": "number" } } },
                    "then": { "required": ["objective"], "properties": { "objective": { "const": "tweedie" } } } } ] }
                """,
            _ => "{}",
        };

    /// <summary>Which types take a key, and which need it; without a type at least one of the short keys is there.</summary>
    private static string ExpectationRule()
    {
        string[] keys = ["column", "required", "min", "max", "in", "other", "columns", "regex", "orEqual", "mostly", "maxAge"];
        string[] untyped = ["column", "required", "min", "max", "in", "regex", "mostly"];
        string Types(Func<ExpectationKeys, bool> which) =>
            string.Join(", ", ExpectationTypes.All.Where(type => which(ExpectationTypes.KeysOf(type))).Select(type => $"\"{type}\""));
        string Of(Func<ExpectationKeys, bool> which) =>
            $$"""{ "required": ["type"], "properties": { "type": { "enum": [ {{Types(which)}} ] } } }""";
        string Takers(string key) =>
            untyped.Contains(key) ? $$"""{ "anyOf": [ {{Untyped}}, {{Of(type => type.Takes(key))}} ] }""" : Of(type => type.Takes(key));
        var rules = keys.Where(key => ExpectationTypes.All.Any(type => !ExpectationTypes.KeysOf(type).Takes(key)))
            .Select(key =>
                ExpectationTypes.All.Any(type => ExpectationTypes.KeysOf(type).Takes(key))
                    ? If(There(key), Takers(key))
                    : If(There(key), Untyped)
            )
            .Concat(
                keys.Where(key => ExpectationTypes.All.Any(type => ExpectationTypes.KeysOf(type).Required.Contains(key)))
                    .Select(key => If(Of(type => type.Required.Contains(key)), There(key)))
            );
        return $$"""
            { "allOf": [
              {{If(
                Untyped,
                $$"""{ "allOf": [ {{There("column")}}, { "anyOf": [ {{Each(["required", "min", "max", "in", "regex"], There)}} ] } ] }"""
            )}},
              {{If(Of(type => type.OneOf.Count > 0), $$"""{ "anyOf": [ {{There("min")}}, {{There("max")}} ] }""")}},
              {{If(Of(type => !type.OfRows), """{ "properties": { "policy": { "enum": ["accept", "warn", "refuse", null] } } }""")}},
              {{Each(rules, rule => rule)}} ] }
            """;
    }

    private static string If(string one, string then) => $$"""{ "if": {{one}}, "then": {{then}} }""";

    private const string Untyped = """{ "properties": { "type": { "type": "null" } } }""";

    private static string Each<T>(IEnumerable<T> items, Func<T, string> rule) => string.Join(", ", items.Select(rule));

    private static string There(string key) =>
        key is "required" or "orEqual"
            ? $$"""{ "required": ["{{key}}"], "properties": { "{{key}}": { "const": true } } }"""
            : $$"""{ "required": ["{{key}}"], "properties": { "{{key}}": { "not": { "type": "null" } } } }""";

    /// <summary>A bound relative to another model points to where the metric is better.</summary>
    private static string GateRule()
    {
        var higher = string.Join(", ", MetricNames.All.Where(MetricNames.HigherIsBetter).Select(name => $"\"{name}\""));
        return $$"""
            { "if": { "properties": { "metric": { "enum": [{{higher}}] } } },
              "then": { "properties": { "vsChampion": { "properties": { "maxRelative": { "type": "null" } } },
                                        "vsBaseline": { "properties": { "maxRelative": { "type": "null" } } },
                                        "slices": { "properties": { "vsWhole": { "properties": {
                                          "maxRelative": { "type": "null" } } } } } } },
              "else": { "properties": { "vsChampion": { "properties": { "minRelative": { "type": "null" } } },
                                        "vsBaseline": { "properties": { "minRelative": { "type": "null" } } },
                                        "slices": { "properties": { "vsWhole": { "properties": {
                                          "minRelative": { "type": "null" } } } } } } } }
            """;
    }
}
