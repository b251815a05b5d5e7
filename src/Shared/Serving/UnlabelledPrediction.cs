namespace MLOpsFunctions.Serving;

/// <summary>A prediction of which nobody has said yet what turned out to be true.</summary>
/// <param name="Version">The version that gave it.</param>
/// <param name="At">When.</param>
/// <param name="Prediction">The answer: a class by name, a number, or true or false.</param>
/// <param name="Confidence">The probability of the class that was answered; null where answers have none.</param>
/// <param name="Inputs">What was asked, as it was scored: private columns hashed or masked. Null: a missing cell.</param>
public sealed record UnlabelledPrediction(
    string Id,
    int Version,
    DateTimeOffset At,
    string Prediction,
    double? Confidence,
    IReadOnlyDictionary<string, string?> Inputs
);
