using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.Models.Onnx;

/// <summary>How the columns of a model feed an ONNX file, and how its outputs become scores. Part of the model file.</summary>
/// <param name="Inputs">What each of the file's inputs gets.</param>
/// <param name="Output">The output with the scores: numbers, or probabilities.</param>
/// <param name="IsMapped">Whether that output is a tensor within the graph, because the graph makes maps of it.</param>
/// <param name="Columns">For each class of the model the column of its probability, or -1; empty: the output is the number.</param>
internal sealed record OnnxBinding(IReadOnlyList<OnnxInput> Inputs, string Output, bool IsMapped, IReadOnlyList<int> Columns)
{
    /// <summary>The kind of such models in the model file.</summary>
    public const string KindName = "onnx";

    /// <summary>Numbers of each row in the output.</summary>
    public int Width { get; init; } = 1;

    /// <summary>By column, what stands for a missing number; null: nothing, because the file knows missing ones.</summary>
    public IReadOnlyDictionary<string, double>? Medians { get; init; }

    /// <summary>Scores of a row, as <see cref="Learning.IModel.Score"/> has them.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int OutputCount => Columns.Count > 2 ? Columns.Count : 1;
}

/// <summary>One input of the file.</summary>
/// <param name="Type">Its elements.</param>
/// <param name="IsFlat">Whether it has one dimension.</param>
/// <param name="Columns">The columns that it holds, side by side.</param>
internal sealed record OnnxInput(string Name, OnnxElementType Type, bool IsFlat, IReadOnlyList<string> Columns);
