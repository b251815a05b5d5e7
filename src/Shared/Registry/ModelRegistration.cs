using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Registry;

/// <summary>What a run wants registered.</summary>
/// <param name="Record">How the model was made; goes into its version.</param>
/// <param name="Dataset">What it was trained on.</param>
/// <param name="Definition">The definition under which it was trained.</param>
/// <param name="Report">How it did; goes into its card.</param>
public sealed record ModelRegistration(ModelRecord Record, DatasetVersion Dataset, ModelDefinition Definition, ModelReport Report);
