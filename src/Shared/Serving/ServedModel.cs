using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Training;

namespace MLOpsFunctions.Serving;

/// <summary>A version in memory, verified, ready to score. Immutable; safe for any number of threads.</summary>
/// <param name="Version">What it is.</param>
/// <param name="Predict">What scores.</param>
/// <param name="Schema">The columns of the data it was trained on, with type and role.</param>
/// <param name="Label">The column that it predicts; null for tasks without one.</param>
/// <param name="Task">What it predicts.</param>
public sealed record ServedModel(ModelVersion Version, PredictRows Predict, IReadOnlyList<ColumnSchema> Schema, string? Label, ModelTask Task)
{
    /// <summary>The columns that can carry meaning for the model. A row that lacks one has a missing cell; columns of other roles are read and passed over.</summary>
    public IReadOnlyList<ColumnSchema> Inputs { get; } =
        [.. Schema.Where(column => column.Role is ColumnRole.Feature or ColumnRole.Time or ColumnRole.Group)];
}

/// <summary>Scores rows with a model. A column that the rows lack is missing; one that the model doesn't know is passed over.</summary>
/// <param name="rows">The rows.</param>
/// <param name="threads">Threads to use, 1 or more; never changes the result.</param>
public delegate Predictions PredictRows(DataFrame rows, int threads);

/// <summary>Reads a trained model from the bytes of its artifact, already verified against their digest.</summary>
/// <exception cref="InvalidModelException">They are not a model.</exception>
public delegate PredictRows ReadModel(byte[] artifact);
