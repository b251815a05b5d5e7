using System.CommandLine;
using System.Globalization;
using MLOpsFunctions.Registry;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>ledger</c>: who promoted what, when and why, with the hash chain verified.</summary>
internal static class LedgerCommand
{
    public static Command Create()
    {
        var model = Verb.Model();
        return new Command("ledger", "Show who promoted which version, when and why; verifies the hash chain") { model }.OnRun(
            async (parsed, session, cancellation) =>
            {
                var name = await KnownModels.CheckAsync(session, parsed.GetValue(model), cancellation);
                var entries = new List<LedgerEntry>();
                await foreach (var entry in session.Workspace.Services.Ledger.ReadAsync(name, cancellation))
                {
                    entries.Add(entry);
                }

                var check = await session.Workspace.Services.Ledger.VerifyAsync(name, cancellation);
                session.Terminal.Show(
                    new
                    {
                        model = name,
                        check,
                        entries,
                    },
                    console =>
                    {
                        foreach (var entry in entries)
                        {
                            var from = entry.ChangedLive && entry.From is { } before ? $", in place of version {before}" : "";
                            console.MarkupLine(
                                Markup.Escape(
                                    string.Create(
                                        CultureInfo.InvariantCulture,
                                        $"{entry.Sequence}. {entry.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z  {Words(entry)} version {entry.To}"
                                            + $"{from}, by {entry.By}"
                                    )
                                )
                            );
                            Listing.Indent(console, entry.Reason);
                        }

                        console.WriteLine(check.Sentence);
                    }
                );
                return check.Intact ? ExitCode.Ok : ExitCode.Fault;
            }
        );
    }

    internal static string Words(LedgerEntry entry) =>
        entry.Action switch
        {
            LedgerAction.Promoted => "promoted",
            LedgerAction.RolledBack => entry.To < entry.From ? "rolled back to" : "brought back",
            LedgerAction.Shadowed => "shadows with",
            LedgerAction.CanaryStepped => string.Create(CultureInfo.InvariantCulture, $"canary of {entry.Stage?.Share:0.##%} with"),
            LedgerAction.Baked => "kept after its bake",
            LedgerAction.Abandoned => "gave up the rollout of",
            LedgerAction.Paused => "held the rollout of",
            LedgerAction.Resumed => "let go on the rollout of",
            LedgerAction.Pinned => "pinned",
            LedgerAction.Frozen => "froze the model at",
            LedgerAction.Archived => "archived the model at",
            LedgerAction.Released => "released",
            _ => "held",
        };
}
