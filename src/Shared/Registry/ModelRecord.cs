using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Registry;

/// <summary>What a run knows of the model that it made: how it was made, how it was judged and who asked for it.</summary>
public record ModelRecord
{
    public required string Model { get; init; }

    /// <summary>The run that made it; a run makes one version at most.</summary>
    public required string Run { get; init; }

    /// <summary>SHA-256 of the trained model's bytes, lower-case hex.</summary>
    public required string Artifact { get; init; }

    /// <summary>
    /// Digest of the model that the gates judged, and that later versions are compared with, where what serves has
    /// learned the rows held out from it; null: <see cref="Artifact"/> itself was judged.
    /// </summary>
    public string? Evaluated { get; init; }

    /// <summary>The trainer that won.</summary>
    public required string Trainer { get; init; }

    /// <summary>The winner's parameters, as fitted.</summary>
    public required TrainerParameters Parameters { get; init; }

    /// <summary>Where it was fitted; null in versions of before this was kept.</summary>
    public RunEnvironment? Environment { get; init; }

    /// <summary>The seed of everything drawn.</summary>
    public required int Seed { get; init; }

    /// <summary>Trials that counted in the search.</summary>
    public required int Trials { get; init; }

    /// <summary>Numbers of the trials that the search's time cut, which a rebuild leaves out; null: none.</summary>
    public IReadOnlyList<int>? Cut { get; init; }

    /// <summary>Digest of the earlier winners that the search began with; null: none.</summary>
    public string? WarmStart { get; init; }

    /// <summary>The trainers that competed, by name and in order; null in versions of before this was kept: all that fitted.</summary>
    public IReadOnlyList<string>? Candidates { get; init; }

    /// <summary>
    /// Fingerprint of the key that its private columns were hashed with (<see cref="PrivacyKeys"/>).
    /// Null: none is hashed, or it was made before this was kept.
    /// </summary>
    public string? PrivacyKey { get; init; }

    /// <summary>
    /// Digest of the profile of its answers to rows that it had not seen, which drift compares current answers with; null:
    /// it forecasts, or it was made before this was kept.
    /// </summary>
    public string? AnswerProfile { get; init; }

    /// <summary>The version whose numbers its clusters keep; null: none.</summary>
    public int? NumberedAfter { get; init; }

    /// <summary>The ONNX file that it is, trained elsewhere; null: it was trained here.</summary>
    public OnnxSource? Onnx { get; init; }

    /// <summary>What the gates said.</summary>
    public required GateVerdict Verdict { get; init; }

    /// <summary>The champion it was compared with; null where there was none.</summary>
    public int? Parent { get; init; }

    /// <summary>Who or what asked for the run.</summary>
    public required string By { get; init; }

    /// <summary>Why the run was asked for.</summary>
    public required string Reason { get; init; }

    /// <summary>The W3C trace context of the request that started the run; null: it was not traced.</summary>
    public string? Trace { get; init; }
}
