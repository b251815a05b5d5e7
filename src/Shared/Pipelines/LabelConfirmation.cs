using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Pipelines;

/// <summary>
/// A label that was guessed, because it is the last column, is learned but not served: only a person knows what is to be predicted.
/// The model's definition keeps the guess until somebody confirms it or names another column.
/// </summary>
internal static class LabelConfirmation
{
    /// <summary>Writes into the model's definition that the label is right.</summary>
    /// <exception cref="ProblemException">The data were read with another label.</exception>
    public static async Task ConfirmAsync(
        PipelineServices services,
        string model,
        string label,
        ModelDefinition completed,
        CancellationToken cancellation
    )
    {
        var known = await services.Definitions.FindAsync(model, cancellation) ?? completed;
        if (completed.Label != label || (known.Label ?? label) != label)
        {
            throw new ProblemException(
                new(
                    "The data of the model were read with another label",
                    $"'{label}'",
                    $"'{known.Label ?? completed.Label}'",
                    $"model '{model}'",
                    $"mlops run FILE --model {model} --label COLUMN --new-target reads a file with another label",
                    409
                )
            );
        }

        if (known.Label is null || known.GuessedLabel is not null)
        {
            await services.Definitions.SaveAsync(
                model,
                DefinitionWriter.Write(known with { Label = label, GuessedLabel = null }),
                cancellation
            );
        }
    }

    /// <summary>
    /// A gate that stays closed while the label is a guess; none where it is none, or was confirmed since the data were
    /// read.
    /// </summary>
    public static async Task<IReadOnlyList<GateOutcome>> GateAsync(
        PipelineServices services,
        string model,
        ModelDefinition completed,
        CancellationToken cancellation
    ) =>
        completed.GuessedLabel is not { } guess || await IsConfirmedAsync(services.Definitions, model, guess, cancellation)
            ? []
            : [new(GateName.Of(GateKind.LabelConfirmed), null, null, false, GateNotes.UnconfirmedLabel(guess))];

    /// <summary>Whether the model's definition names a label that was guessed, as one that is no guess any more.</summary>
    public static async Task<bool> IsConfirmedAsync(DefinitionStore definitions, string model, string guess, CancellationToken cancellation)
    {
        try
        {
            return await definitions.FindAsync(model, cancellation) is { } known && known.Label == guess && known.GuessedLabel != guess;
        }
        catch (ProblemException)
        {
            return false; // Nobody can tell what a definition says that cannot be read.
        }
    }
}
