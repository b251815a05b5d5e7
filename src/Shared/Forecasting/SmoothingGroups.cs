namespace MLOpsFunctions.Forecasting;

/// <summary>How the series are smoothed: similar ones alike. Immutable.</summary>
/// <param name="Choices">The smoothings, that of a series which is not known first.</param>
/// <param name="Series">The index of each series' choice, by its key; series of the first choice are left out.</param>
public sealed record SmoothingGroups(IReadOnlyList<ExponentialSmoothing> Choices, IReadOnlyDictionary<string, int> Series)
{
    /// <summary>Most choices: with more, chance would choose among them.</summary>
    internal const int MostChoices = 6;

    /// <summary>Latest steps that any of the choices uses.</summary>
    internal int Window => Choices.Max(choice => choice.Window);

    internal bool IsValid =>
        Choices is { Count: >= 1 and <= MostChoices }
        && Choices.All(choice => choice is { IsValid: true })
        && Series is not null
        && Series.Values.All(choice => choice >= 0 && choice < Choices.Count);

    internal ExponentialSmoothing Of(string key) => Choices[Series.GetValueOrDefault(key)];
}
