using System.CommandLine;
using System.Globalization;
using MLOpsFunctions.Pipelines;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>retention</c>: what was removed of a model because it was older than its definition keeps it.</summary>
internal static class RetentionCommand
{
    /// <summary>Most removals that are listed.</summary>
    private const int MaxListed = 1_000;

    public static Command Create()
    {
        var model = Verb.Model();
        var apply = new Option<bool>("--apply") { Description = "Remove now what is due; serve does so every night" };
        return new Command("retention", "Show what was removed because it was older than the definition keeps it") { model, apply }.OnRun(
            async (parsed, session, cancellation) =>
            {
                var services = session.Workspace.Services;
                var name = await KnownModels.CheckAsync(session, parsed.GetValue(model), cancellation);
                if (parsed.GetValue(apply))
                {
                    await services.Retention.ApplyAsync(name, cancellation);
                }

                var removals = await services.Retention.Log.ListAsync(name, cancellation).Take(MaxListed).ToListAsync(cancellation);
                session.Terminal.Show(new { model = name, removals }, console => Write(console, removals));
                return ExitCode.Ok;
            }
        );
    }

    private static void Write(IAnsiConsole console, List<RetentionRecord> removals)
    {
        if (removals.Count == 0)
        {
            console.WriteLine("Nothing was removed. The part retention of the definition says how long records are kept.");
        }

        foreach (var removal in removals)
        {
            console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{removal.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z  {removal.Kind}: {removal.Removed ?? 0} of {removal.Found} "
                )
                    + string.Create(CultureInfo.InvariantCulture, $"removed, older than {removal.Before.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z")
                    + (removal.Removed is null ? "; it was interrupted, and the next removal goes on" : "")
            );
        }
    }
}
