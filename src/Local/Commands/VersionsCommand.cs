using System.CommandLine;
using System.Globalization;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Registry;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>versions</c>: a model's versions, oldest first.</summary>
internal static class VersionsCommand
{
    public static Command Create()
    {
        var model = Verb.Model();
        return new Command("versions", "List a model's versions") { model }.OnRun(
            async (parsed, session, cancellation) =>
            {
                var name = await KnownModels.CheckAsync(session, parsed.GetValue(model), cancellation);
                var versions = new List<ModelVersion>();
                await foreach (var version in session.Workspace.Services.Registry.VersionsAsync(name, cancellation))
                {
                    versions.Add(version);
                }

                var waiting = await WaitingText.FindAsync(session, name, cancellation);
                var state = await session.Workspace.Services.Deployments.GetAsync(name, cancellation);
                session.Terminal.Show(
                    new
                    {
                        model = name,
                        deployment = state,
                        versions,
                        waiting,
                    },
                    console =>
                    {
                        Write(console, versions, state);
                        if (waiting is not null)
                        {
                            session.Terminal.Say(WaitingText.Sentence(waiting));
                        }
                    }
                );
                return ExitCode.Ok;
            }
        );
    }

    /// <summary>A narrow terminal has no room for digests, and a line for each metric.</summary>
    private static void Write(IAnsiConsole console, List<ModelVersion> versions, DeploymentState state)
    {
        var isNarrow = Listing.IsNarrow(console);
        string[] columns = ["version", "slot", "created", "trainer", "blessed", "metrics", "model digest"];
        var table = Listing.Table(console, isNarrow ? columns[..^1] : columns);
        foreach (var version in versions)
        {
            string[] cells =
            [
                version.Number.ToString(CultureInfo.InvariantCulture),
                Place(version.Number, state),
                Listing.Time(console, version.Created),
                Markup.Escape(version.Trainer),
                version.Verdict.Blessed ? "[green]yes[/]" : "[yellow]no[/]",
                string.Join(isNarrow ? "\n" : "  ", Metrics(version)),
                version.Artifact[..12],
            ];
            table.AddRow(isNarrow ? cells[..^1] : cells);
        }

        console.Write(table);
    }

    /// <summary>The slot that a version is loaded in, and what it does there.</summary>
    private static string Place(int version, DeploymentState state) =>
        version == state.LiveVersion ? $"{state.Live!.Value.JsonName()}, {(IsUnderWay(version, state) ? "bake" : "serves")}"
        : version == state[state.Idle] ? state.Idle.JsonName() + (IsUnderWay(version, state) ? $", {state.Rollout!.Stage.JsonName()}" : "")
        : "-";

    private static bool IsUnderWay(int version, DeploymentState state) => state.Rollout?.Version == version;

    private static IEnumerable<string> Metrics(ModelVersion version) =>
        version
            .Metrics.Where(metric => double.IsFinite(metric.Value.Value))
            .Select(metric => $"{metric.Key} {NumberFormat.Tabulate(metric.Value.Value)}");
}
