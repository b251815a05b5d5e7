using MLOpsFunctions.Dashboard.Layout;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Dashboard.Pages.Models;

/// <summary>What a ledger entry records, in words and as a colour.</summary>
public static class LedgerWords
{
    /// <summary>The words, before the version's number.</summary>
    public static string Of(LedgerEntry entry) =>
        entry.Action switch
        {
            LedgerAction.Promoted => "Promoted",
            LedgerAction.RolledBack => entry.To < entry.From ? "Rolled back to" : "Brought back",
            LedgerAction.Shadowed => "Shadows with",
            LedgerAction.CanaryStepped => FormattableString.Invariant($"Canary of {entry.Stage?.Share:0.##%} with"),
            LedgerAction.Baked => "Kept after its bake:",
            LedgerAction.Abandoned => "Gave up the rollout of",
            LedgerAction.Paused => "Held the rollout of",
            LedgerAction.Resumed => "Let go on the rollout of",
            LedgerAction.Pinned => "Pinned",
            LedgerAction.Frozen => "Froze the model at",
            LedgerAction.Archived => "Archived the model at",
            LedgerAction.Released => "Released the model at",
            _ => "Held",
        };

    /// <summary>The colour.</summary>
    public static Tone ToneOf(LedgerEntry entry) =>
        entry.Action switch
        {
            LedgerAction.Promoted or LedgerAction.Baked => Tone.Good,
            LedgerAction.RolledBack or LedgerAction.Abandoned => Tone.Warn,
            LedgerAction.Shadowed or LedgerAction.CanaryStepped or LedgerAction.Resumed => Tone.Active,
            _ => Tone.Neutral,
        };
}
