using System.CommandLine;
using System.Globalization;
using MLOpsFunctions.Deployment;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>models</c>: what there is, and what serves.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new Command("models", "List models and the version that serves").OnRun(async (_, session, cancellation) =>
    {
        var models = new List<(string Model, DeploymentState State)>();
        await foreach (var model in session.Workspace.Services.Registry.ModelsAsync(cancellation))
        {
            models.Add((model, await session.Workspace.Services.Deployments.GetAsync(model, cancellation)));
        }

        session.Terminal.Show(
            new { models = models.Select(entry => new { model = entry.Model, champion = entry.State.LiveVersion, deployment = entry.State }) },
            console =>
            {
                var table = new Table().AddColumns("model", "serves", "slot", "before");
                models.ForEach(entry => table.AddRow(
                    entry.Model, Number(entry.State.LiveVersion), entry.State.Live?.ToString().ToLowerInvariant() ?? "", Number(entry.State.Previous)));
                console.Write(table);
            });
        return ExitCode.Ok;
    });

    private static string Number(int? version) => version?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
