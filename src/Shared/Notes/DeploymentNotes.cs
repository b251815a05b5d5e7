using static System.FormattableString;
using static MLOpsFunctions.Notes.Wording;

namespace MLOpsFunctions.Notes;

/// <summary>Notes on what became of a change of what serves: why it was refused, or what it led to.</summary>
internal static class DeploymentNotes
{
    /// <summary>No version is on its way to the live slot.</summary>
    public static Note NoRollout() => new("no-rollout");

    /// <summary>Another version is on its way than the one that was named.</summary>
    public static Note OtherRollout(int underWay, int named) => new("other-rollout", ("version", underWay), ("named", named));

    /// <summary>A person holds the rollout of a version where it is.</summary>
    public static Note RolloutPaused(int version) => new("rollout-paused", ("version", version));

    /// <summary>The stage that a decision is about has ended.</summary>
    public static Note StageOver(int stage) => new("stage-over", ("stage", stage));

    /// <summary>A person has pinned the champion.</summary>
    public static Note Pinned() => new("pinned");

    /// <summary>A person has frozen the model.</summary>
    public static Note Frozen() => new("frozen");

    /// <summary>A person has archived the model.</summary>
    public static Note Archived() => new("archived");

    /// <summary>The model is not archived.</summary>
    public static Note NotArchived() => new("not-archived");

    /// <summary>There is nothing to lift.</summary>
    public static Note NothingSet() => new("nothing-set");

    /// <summary>What a person asks for is set already.</summary>
    /// <param name="control">As it is spelt in documents, such as <c>frozen</c>.</param>
    public static Note SetAlready(string control) => new("set-already", ("control", control));

    /// <summary>The version serves already.</summary>
    public static Note AlreadyLive(int version) => new("already-live", ("version", version));

    /// <summary>A version that serves cannot be held.</summary>
    public static Note LiveNotHeld(int version) => new("live-not-held", ("version", version));

    /// <summary>Another version serves than the one that a version was compared with.</summary>
    /// <param name="version">The version that was to serve.</param>
    /// <param name="live">The version that serves; null: none.</param>
    /// <param name="compared">The version that it was compared with; null: none.</param>
    public static Note ChampionChanged(int version, int? live, int? compared) =>
        new("champion-changed", ("version", version), ("live", live), ("compared", compared));

    /// <summary>The version is not the challenger.</summary>
    /// <param name="version">The version that was to serve.</param>
    /// <param name="challenger">The challenger; null: there is none.</param>
    public static Note NotLoaded(int version, int? challenger) => new("not-loaded", ("version", version), ("challenger", challenger));

    /// <summary>The gates did not bless the version.</summary>
    public static Note NotBlessed(int version) => new("not-blessed", ("version", version));

    /// <summary>An override lacks a name or a reason.</summary>
    public static Note OverrideIncomplete() => new("override-incomplete");

    /// <summary>No version has served yet.</summary>
    public static Note NothingServed() => new("nothing-served");

    /// <summary>A rollback leads to another version than the one that was verified.</summary>
    public static Note OtherRollback(int previous, int named) => new("other-rollback", ("version", previous), ("named", named));

    /// <summary>There is no version to go back to.</summary>
    public static Note NoEarlier(string? model) => new("no-earlier", ("model", model));

    /// <summary>The version to go back to was itself removed.</summary>
    /// <param name="version">The version that was removed.</param>
    /// <param name="by">Who removed it.</param>
    public static Note EarlierRemoved(string model, int? version, string by) =>
        new("earlier-removed", ("model", model), ("version", version), ("by", by));

    /// <summary>The version has never served, so nobody can go back to it.</summary>
    /// <param name="served">The versions that have served, ascending.</param>
    public static Note NeverServed(string model, int version, IReadOnlyList<int> served) =>
        new("never-served", ("model", model), ("version", version), ("served", served));

    /// <summary>The model has no such version.</summary>
    public static Note UnknownVersion(string model, int version) => new("unknown-version", ("model", model), ("version", version));

    /// <summary>The version cannot serve.</summary>
    /// <param name="fault">What is wrong with it, as a sentence.</param>
    public static Note CannotServe(string model, int version, string fault) =>
        new("cannot-serve", ("model", model), ("version", version), ("fault", fault));

    /// <summary>A version equals one that was rolled back, so only a person lets it serve.</summary>
    /// <param name="twin">The version that was rolled back.</param>
    /// <param name="isSameModel">Whether their bytes are equal; otherwise the data and the definition are.</param>
    /// <param name="ruledOut">Whether the twin never served: a guardrail or a person ended its rollout.</param>
    /// <param name="by">Who rolled it back.</param>
    /// <param name="reason">Why.</param>
    public static Note SameAsRemoved(string model, int version, int twin, bool isSameModel, bool ruledOut, string by, string reason) =>
        new(
            "same-as-removed",
            ("model", model),
            ("version", version),
            ("twin", twin),
            ("sameModel", isSameModel),
            ("ruledOut", ruledOut),
            ("by", by),
            ("reason", reason)
        );

    /// <summary>A version has begun its rollout.</summary>
    /// <param name="stage">The stage, as it is spelt in documents.</param>
    /// <param name="share">Its share of the requests, 0 to 1.</param>
    /// <param name="reason">Why, as a sentence.</param>
    public static Note OnItsWay(int version, string stage, double share, string reason) =>
        new("on-its-way", ("version", version), ("stage", stage), ("share", share), ("reason", reason));

    /// <summary>A version serves.</summary>
    /// <param name="slot">Its slot, as it is spelt in documents.</param>
    /// <param name="reason">Why, as a sentence.</param>
    public static Note Serves(int version, string? slot, string reason) =>
        new("serves", ("version", version), ("slot", slot), ("reason", reason));

    /// <summary>The same refusal, as the end of a run.</summary>
    internal static Note HeldBack(Note refusal) => refusal.With("ends", "run");

    internal static string? Sentence(Note note) =>
        Refusal(note) is not { } refusal ? Change(note)
        : note.Has("ends") ? $"Held back: {refusal}"
        : refusal;

    private static string? Refusal(Note note) => OfControl(note) ?? OfPromotion(note) ?? OfRollback(note);

    private static string? OfControl(Note note) =>
        note.Code switch
        {
            "no-rollout" => "No version is on its way to the live slot.",
            "other-rollout" => $"{Version(note)} is on its way to the live slot, not version {note.Number("named")}.",
            "rollout-paused" => Invariant($"The rollout of version {note.Number("version")} is held by a person."),
            "stage-over" => Invariant($"Stage {note.Number("stage")} of the rollouts is over."),
            "pinned" => "The champion is pinned: it changes by a person's promotion or rollback only.",
            "frozen" => "The model is frozen: nothing changes until a person releases it.",
            "archived" => "The model is archived: nothing serves or changes until a person brings it back.",
            "not-archived" => "The model is not archived.",
            "nothing-set" => "Nothing is held, pinned or frozen.",
            "set-already" => $"The model is {note.Text("control")} already.",
            _ => null,
        };

    private static string? OfPromotion(Note note) =>
        note.Code switch
        {
            "already-live" => $"{Version(note)} serves already.",
            "live-not-held" => $"{Version(note)} serves; roll back instead.",
            "champion-changed" => $"{Upper(Named(note, "live"))} serves now; version {note.Number("version")} was compared with "
                + $"{Named(note, "compared")}, so that comparison says nothing about it.",
            "not-loaded" => $"{Version(note)} is not the challenger: {Named(note, "challenger")} is.",
            "not-blessed" => $"The gates did not bless version {note.Number("version")}; promoting it takes a person's override "
                + "with name and reason.",
            "override-incomplete" => "An override carries the name of the person and a reason.",
            "unknown-version" => $"Model '{note.Text("model")}' has no version {note.Number("version")}.",
            "cannot-serve" => $"{Version(note)} of '{note.Text("model")}' cannot serve: {Ended(note.Text("fault"))}",
            "same-as-removed" => SameAsRemoved(note),
            _ => null,
        };

    private static string? OfRollback(Note note) =>
        note.Code switch
        {
            "nothing-served" => "No version has served yet.",
            "other-rollback" => $"A rollback leads to version {note.Number("version")}, not to version {note.Number("named")}.",
            "no-earlier" => note.Has("model")
                ? $"There is no earlier version of '{note.Text("model")}' to go back to."
                : "There is no earlier version to go back to.",
            "earlier-removed" => $"There is no earlier version of '{note.Text("model")}' to go back to: version {note.Number("version")} "
                + $"was rolled back by {note.Text("by")}.",
            "never-served" => $"{Version(note)} of '{note.Text("model")}' has never served, so that nobody can go back to it; "
                + $"{Served(note.Numbers("served"))}.",
            _ => null,
        };

    private static string? Change(Note note) =>
        note.Code switch
        {
            "on-its-way" => Invariant($"{Version(note)} is in its {note.Text("stage")} with {note.Number("share"):0.##%} of the requests. ")
                + Ended(note.Text("reason")),
            "serves" => $"{Version(note)} serves in the {note.Text("slot")} slot. {Ended(note.Text("reason"))}",
            _ => null,
        };

    private static string SameAsRemoved(Note note)
    {
        var (model, version, twin) = (note.Text("model"), note.Number("version"), note.Number("twin"));
        var equals = note.Is("sameModel") ? "is the same model as" : "comes of the same data and definition as";
        return $"Held back: version {version} {equals} version {twin}, and the same model was rolled back by {note.Text("by")}: "
            + $"{note.Text("reason")}. "
            + (
                note.Is("ruledOut")
                    ? $"'mlops promote {model} --version {version} --reason WHY' lets it serve all the same."
                    : $"'mlops rollback {model} --to {twin}' lets version {twin} serve again."
            );
    }

    private static string Version(Note note) => Invariant($"Version {note.Number("version")}");

    private static string Named(Note note, string name) => note.Has(name) ? Invariant($"version {note.Number(name)}") : "no version";

    private static string Upper(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Served(IReadOnlyList<double> versions) =>
        versions.Count == 0 ? "no version has" : $"those that have are {Plain(versions, versions.Count)}";

    private static string Ended(string sentence) => sentence.Length == 0 || ".!?".Contains(sentence[^1]) ? sentence : sentence + ".";
}
