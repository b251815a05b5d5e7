namespace MLOpsFunctions.Deployment;

/// <summary>The refusal of what an archived model does not do.</summary>
public static class ArchivedModel
{
    /// <summary>The problem, with status 409.</summary>
    public static Problem Problem(string model) =>
        new(
            $"The model '{model}' is archived",
            "a person has ended its serving and training",
            "a model that is in use",
            Try: $"mlops unarchive {model}, or POST /api/models/{model}/unarchive, brings it back",
            Status: 409
        );
}
