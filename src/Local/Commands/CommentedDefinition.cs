using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Local.Commands;

/// <summary>A definition for a person to edit: what was found in a file, each part with the reason for it.</summary>
internal static class CommentedDefinition
{
    private const int Examples = 3;

    /// <summary>The definition, as JSON with comments.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="found">What was found in it.</param>
    public static string Write(string file, IngestResult found)
    {
        var (text, definition, inferred) = (new StringBuilder(), found.Definition, found.Inferred);
        Line(text, $"// Found in {PlainText.Name(file)}: {NumberFormat.Count(found.Rows.Kept)} usable rows, {found.Schema.Count} columns.");
        Line(text, "// Correct what you know better. Every key has a default; docs/definition.md explains each.");
        Line(text, "{");
        Line(text, "  // Both stand on the model's card. Say in numbers when the model is worth having.");
        Line(text, "  // \"owner\": \"team@contoso.example\",");
        Line(text, "  // \"purpose\": \"...\",");
        Line(text, "");
        Line(text, $"  // {(inferred.TaskFrom == TaskSource.Declared ? "As you said." : "From the values of the label.")}");
        Line(text, $"  \"task\": {Json(inferred.Task)},");
        if (inferred.Label is { } label)
        {
            Line(text, $"  // {Reason(inferred.LabelFrom)}");
            Line(text, $"  \"label\": {Json(label)},");
        }

        Line(text, "");
        WriteColumns(text, found);
        Line(text, "");
        Line(text, "  // Which rows judge a version that has not learned them.");
        Line(text, $"  \"split\": {Json(definition.Split)},");
        Line(text, "");
        Line(text, "  // What a version has to reach before it serves. Without gates it must be clearly better than what serves.");
        Line(text, $"  // \"gates\": [{{ \"metric\": \"{Metric(inferred.Task)}\", \"vsChampion\": {{ \"maxRelative\": 1.0 }} }}],");
        Line(text, "");
        Line(text, "  // How long to search. More trials find better models, and take longer.");
        Line(text, "  // \"training\": { \"budget\": { \"trials\": 20, \"minutes\": 5 } }");
        Line(text, "}");
        return text.ToString();
    }

    /// <summary>The values of a column in a few words. Private columns are described after they are protected.</summary>
    public static string Values(ColumnProfile column) =>
        column switch
        {
            { Distinct: 0 } => "none",
            { Type: ColumnType.Time, Numbers: { } times } => $"{Time(times.Min)} to {Time(times.Max)}",
            { Type: ColumnType.Number, Numbers: { } numbers } =>
                $"{NumberFormat.Tabulate(numbers.Min)} to {NumberFormat.Tabulate(numbers.Max)}",
            { Levels.Count: > 0 } when column.Distinct <= 50 => string.Join(
                ", ",
                column.Levels.Take(Examples).Select(level => PlainText.Name(level.Level))
            ) + (column.Distinct > Examples ? ", ..." : ""),
            { Numbers: { } lengths } => $"texts of {NumberFormat.Tabulate(lengths.Min)} to {NumberFormat.Tabulate(lengths.Max)} characters",
            _ => "texts",
        };

    private static void WriteColumns(StringBuilder text, IngestResult found)
    {
        var unused = found
            .Inferred.Unused.GroupBy(column => column.Column)
            .ToDictionary(column => column.Key, column => column.First().Reason);
        Line(text, "  // What each column holds and is for. \"pii\": \"hash\", \"mask\" or \"drop\" protects a private one.");
        Line(text, "  \"columns\": {");
        foreach (var column in found.Profile.Columns)
        {
            if (found.Definition.Columns.TryGetValue(column.Name, out var told))
            {
                var why = unused.TryGetValue(column.Name, out var reason) ? $"; {InferredText.Reason(reason)}" : "";
                Line(text, $"    {Json(column.Name)}: {Json(told)}, // {PlainText.Escape(Values(column))}{why}");
            }
        }

        Line(text, "  },");
    }

    private static string Reason(LabelSource? source) =>
        source switch
        {
            LabelSource.Declared => "As you said.",
            LabelSource.Name => "By its name.",
            _ => "A guess, because it is the last column. Make sure before you go on: a run believes what stands here.",
        };

    private static string Metric(ModelTask task) =>
        task switch
        {
            ModelTask.Binary or ModelTask.Multiclass => "logloss",
            ModelTask.Clustering => "silhouette",
            ModelTask.Anomaly => "auc",
            _ => "rmse",
        };

    private static string Json<T>(T value) => Spaced(JsonSerializer.SerializeToNode(value, MLOpsFunctions.Json.Compact));

    private static string Spaced(JsonNode? node) =>
        node switch
        {
            JsonObject { Count: > 0 } parts =>
                $"{{ {string.Join(", ", parts.Select(part => $"{Json(part.Key)}: {Spaced(part.Value)}"))} }}",
            null => "null",
            _ => node.ToJsonString(MLOpsFunctions.Json.Compact),
        };

    private static string Time(double ticks) =>
        new DateTime((long)ticks, DateTimeKind.Utc).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
