using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.MlNet.Models;

/// <summary>The meaning of a row's numbers. Stored by number: numbers never change once released.</summary>
internal enum ScoreKind : byte
{
    /// <summary>The number that is predicted.</summary>
    Number = 0,

    /// <summary>The probability of the second of two classes.</summary>
    Probability = 1,

    /// <summary>One probability for each class, in the order of the classes.</summary>
    Probabilities = 2,
}

/// <summary>The inputs and outputs of a model.</summary>
/// <param name="Score">The meaning of its numbers.</param>
/// <param name="Features">Features of each row.</param>
/// <param name="Outputs">Numbers of each row.</param>
internal readonly record struct ModelShape(ScoreKind Score, int Features, int Outputs)
{
    /// <summary>The shape of a task's models.</summary>
    public static ModelShape Of(ModelTask task, int features, int classes) =>
        task switch
        {
            ModelTask.Binary => new(ScoreKind.Probability, features, 1),
            ModelTask.Multiclass => new(ScoreKind.Probabilities, features, classes),
            _ => new(ScoreKind.Number, features, 1),
        };
}
