using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.MlNet.Models;

/// <summary>What the numbers of a row are. Stored by number: numbers never change once released.</summary>
internal enum ScoreKind : byte
{
    /// <summary>The number that is predicted.</summary>
    Number = 0,

    /// <summary>The probability of the second of two classes.</summary>
    Probability = 1,

    /// <summary>A probability a class, in the order of the classes.</summary>
    Probabilities = 2,
}

/// <summary>What a model takes and gives.</summary>
/// <param name="Score">What its numbers are.</param>
/// <param name="Features">Features of a row.</param>
/// <param name="Outputs">Numbers it gives a row.</param>
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
