using System.Globalization;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notifications;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Pipelines;

/// <summary>The notifications that a ledger's entry brings. Pure.</summary>
internal static class LedgerNotifications
{
    /// <summary>The notification; null: the entry changed nothing of what serves.</summary>
    public static Notification? Of(LedgerEntry entry) =>
        entry.Action switch
        {
            LedgerAction.Promoted => Make(entry, NotifyEvent.Deployed),
            LedgerAction.RolledBack => Make(entry, NotifyEvent.RolledBack) with { Code = entry.Cause?.JsonName() },
            LedgerAction.Abandoned => Make(entry, NotifyEvent.HeldBack) with { Code = entry.Cause?.JsonName() },
            _ => null,
        };

    private static Notification Make(LedgerEntry entry, NotifyEvent kind) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"{entry.Model}/ledger/{entry.Sequence}"),
            kind,
            entry.Model,
            entry.At,
            $"/api/models/{entry.Model}/ledger"
        )
        {
            Version = entry.To,
            Previous = entry.From,
        };
}
