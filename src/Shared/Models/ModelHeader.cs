using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Models;

/// <summary>What a model file says first.</summary>
internal sealed record ModelHeader(
    ModelTask Task,
    IReadOnlyList<string> Classes,
    string? Label,
    IReadOnlyList<ColumnSchema> Signature,
    string Kind
);
