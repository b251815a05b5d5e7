using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Training;

/// <summary>What a model says of a set of rows, in row order.</summary>
/// <param name="Task">What was asked.</param>
/// <param name="Classes">Class names by index; empty where the answer is a number.</param>
/// <param name="Values">A number a row, or the index of the chosen class.</param>
/// <param name="Probabilities">Rows x classes, row by row; null where the answer is a number. Binary has two columns as well.</param>
public sealed record Predictions(ModelTask Task, IReadOnlyList<string> Classes, double[] Values, double[]? Probabilities)
{
    /// <summary>Rows.</summary>
    public int RowCount => Values.Length;
}
