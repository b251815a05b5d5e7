namespace MLOpsFunctions.Onnx;

/// <summary>What an ONNX file says of its inputs and outputs.</summary>
/// <param name="Inputs">What it takes, in order.</param>
/// <param name="Outputs">What it gives, in order.</param>
/// <param name="Metadata">Its <c>metadata_props</c>.</param>
/// <param name="ClassLabels">The classes that its classifier names, in the order of its probabilities; null: none does.</param>
/// <param name="MapsOf">By output that is a list of maps (<c>ZipMap</c>): the tensor that it is made of.</param>
internal sealed record OnnxFile(
    IReadOnlyList<OnnxValue> Inputs,
    IReadOnlyList<OnnxValue> Outputs,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<string>? ClassLabels,
    IReadOnlyDictionary<string, string> MapsOf
);

/// <summary>An input or an output.</summary>
/// <param name="Type">Its elements; undefined where it is no tensor, or of another type.</param>
/// <param name="Shape">Its dimensions; null where one may be anything.</param>
internal sealed record OnnxValue(string Name, OnnxElementType Type, IReadOnlyList<long?> Shape);
