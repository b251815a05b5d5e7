using System.Text.Json;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.Models.Onnx;

/// <summary>
/// Finds how an ONNX file from elsewhere takes the columns of a model and answers its task. Inputs are columns by name,
/// one each, or one tensor of all columns in the order of the signature.
/// </summary>
/// <param name="columns">The model's columns.</param>
/// <param name="task">The model's task.</param>
/// <param name="classes">The model's classes.</param>
internal sealed class OnnxImporter(OnnxFile file, IReadOnlyList<ColumnSchema> columns, ModelTask task, IReadOnlyList<string> classes)
{
    private static readonly string[] NumberNames = [AnswerExporter.Prediction, "variable", "output", "score"];
    private static readonly string[] ProbabilityNames = [AnswerExporter.Probabilities, "output_probability", "probability"];

    /// <summary>The binding.</summary>
    /// <exception cref="ProblemException">The file does not fit the model; the problem says where.</exception>
    public OnnxBinding Bind() =>
        task switch
        {
            ModelTask.Regression => BindNumber(),
            ModelTask.Binary or ModelTask.Multiclass => BindClasses(),
            _ => throw Refusal($"the task {task.JsonName()}", "regression, binary or multiclass"),
        };

    private static ProblemException Refusal(string found, string expected) =>
        new(new("The ONNX file does not fit the model", found, expected, Try: "docs/onnx.md says what a file needs", Status: 422));

    private IReadOnlyList<OnnxInput> BindInputs() =>
        file.Inputs is [{ Shape: [_, { } width] } only] && width > 1 && columns.All(column => column.Name != only.Name)
            ? [BindAll(only, width)]
            : [.. file.Inputs.Select(BindColumn)];

    private OnnxInput BindAll(OnnxValue input, long width)
    {
        var other = columns.FirstOrDefault(column => column.Type != ColumnType.Number);
        return input.Type is not (OnnxElementType.Float or OnnxElementType.Double)
                ? throw Refusal($"input '{PlainText.Name(input.Name)}' of {Said(input.Type)}", "floats or doubles for all columns")
            : width != columns.Count ? throw Refusal($"an input of {width} columns", $"{columns.Count}, in the order {Names()}")
            : other is not null
                ? throw Refusal($"an input of numbers for column '{other.Name}'", $"an input of its own for each column: {Names()}")
            : new(input.Name, input.Type, IsFlat: false, [.. columns.Select(column => column.Name)]);
    }

    private OnnxInput BindColumn(OnnxValue input)
    {
        var column =
            columns.FirstOrDefault(column => column.Name == input.Name)
            ?? throw Refusal($"input '{PlainText.Name(input.Name)}'", $"the columns {Names()}");
        var fits = column.Type switch
        {
            ColumnType.Number => input.Type is OnnxElementType.Float or OnnxElementType.Double or OnnxElementType.Int64,
            ColumnType.Text => input.Type == OnnxElementType.String,
            _ => input.Type == OnnxElementType.Int64,
        };
        return !fits ? throw Refusal($"input '{column.Name}' of {Said(input.Type)}", $"elements for {column.Type.JsonName()}s")
            : input.Shape is [_] or [_, null or 1] ? new(input.Name, input.Type, input.Shape.Count == 1, [column.Name])
            : throw Refusal($"input '{column.Name}' of another shape", "rows, or rows x 1");
    }

    private OnnxBinding BindNumber()
    {
        var output = Find(NumberNames);
        return output is { Type: OnnxElementType.Float or OnnxElementType.Double or OnnxElementType.Int64, Shape.Count: <= 2 }
            ? new(BindInputs(), output.Name, IsMapped: false, [])
            : throw Refusal(Outputs(), $"a number a row, in an output named {string.Join(" or ", NumberNames)}");
    }

    private OnnxBinding BindClasses()
    {
        var output = Find(ProbabilityNames);
        var labels = Labels();
        var tensor = output is null ? null : file.MapsOf.GetValueOrDefault(output.Name);
        if (output is null || (tensor is null && output.Type is not (OnnxElementType.Float or OnnxElementType.Double)))
        {
            throw Refusal(Outputs(), $"probabilities, rows x classes, in an output named {string.Join(" or ", ProbabilityNames)}");
        }

        var places = classes.Select(name => labels.IndexOf(name)).ToList();
        return labels.Except(classes).FirstOrDefault() is { } unknown
                ? throw Refusal($"the class '{PlainText.Name(unknown)}'", Listed(classes))
            : labels.Distinct().Count() != labels.Count ? throw Refusal("a class twice", Listed(classes))
            : new(BindInputs(), tensor ?? output.Name, tensor is not null, places) { Width = labels.Count };
    }

    /// <summary>The file's classes, in the order of its probabilities.</summary>
    private List<string> Labels()
    {
        if (file.Metadata.TryGetValue(OnnxMetadata.Classes, out var told))
        {
            try
            {
                return
                    JsonSerializer.Deserialize<List<string>>(told, Json.Compact) is { Count: > 0 } names
                    && names.All(name => name is not null)
                    ? names
                    : throw Refusal("no list of classes", Listed(classes));
            }
            catch (JsonException)
            {
                throw Refusal("a list of classes that is not JSON", "a JSON array of texts in the metadata 'classes'");
            }
        }

        return file.ClassLabels?.ToList()
            ?? throw Refusal("no names of classes", "a classifier that names them, or a JSON array of them in the metadata 'classes'");
    }

    /// <summary>The output of one of these names or, where there is one only, that.</summary>
    private OnnxValue? Find(string[] names) =>
        names.Select(name => file.Outputs.FirstOrDefault(output => output.Name == name)).FirstOrDefault(output => output is not null)
        ?? (file.Outputs is [var only] ? only : null);

    private string Names() => Listed([.. columns.Select(column => column.Name)]);

    private static string Listed(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(20).Select(name => $"'{PlainText.Name(name)}'")) + (names.Count > 20 ? ", ..." : "");

    private string Outputs() => $"the outputs {Listed([.. file.Outputs.Select(output => output.Name)])}";

    private static string Said(OnnxElementType type) =>
        type == OnnxElementType.Undefined ? "another type" : type.ToString().ToLowerInvariant();
}
