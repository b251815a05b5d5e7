using System.CommandLine;
using System.Globalization;
using MLOpsFunctions.Monitoring;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>decisions</c>: whether a model was trained again, and why, after each check.</summary>
internal static class DecisionsCommand
{
    /// <summary>Decisions that a person is shown; <c>--json</c> has more.</summary>
    private const int Shown = 20;

    /// <summary>Most decisions of a JSON document.</summary>
    private const int MaxListed = 1_000;

    public static Command Create()
    {
        var model = Verb.Model();
        return new Command("decisions", "Show the decisions to train again or not, newest first") { model }.OnRun(
            async (parsed, session, cancellation) =>
            {
                var name = await KnownModels.CheckAsync(session, parsed.GetValue(model), cancellation);
                var decisions = await session
                    .Workspace.Services.Decisions.ListAsync(name, cancellation)
                    .Take(MaxListed)
                    .ToListAsync(cancellation);
                session.Terminal.Show(new { model = name, decisions }, console => Write(console, decisions));
                return ExitCode.Ok;
            }
        );
    }

    private static void Write(IAnsiConsole console, List<StoredDecision> decisions)
    {
        if (decisions.Count == 0)
        {
            console.WriteLine("Nothing was decided yet; mlops drift MODEL checks now.");
        }

        foreach (var decision in decisions.Take(Shown))
        {
            var reasons = string.Join(", ", decision.Decision.Reasons.Select(reason => reason.Words()));
            console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{decision.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z  ")
                    + (decision.Decision.Retrain ? $"train: {reasons}" : $"do nothing: {reasons}")
            );
            Listing.Indent(console, decision.Decision.Sentence);
        }
    }
}
