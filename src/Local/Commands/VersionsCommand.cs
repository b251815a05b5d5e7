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
                        var table = new Table().AddColumns("version", "slot", "created", "trainer", "blessed", "metrics", "model digest");
                        versions.ForEach(version =>
                            table.AddRow(
                                version.Number.ToString(CultureInfo.InvariantCulture),
                                Place(version.Number, state),
                                version.Created.ToString("u", CultureInfo.InvariantCulture),
                                Markup.Escape(version.Trainer),
                                version.Verdict.Blessed ? "[green]yes[/]" : "[yellow]no[/]",
                                Metrics(version),
                                version.Artifact[..12]
                            )
                        );
                        console.Write(table);
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

    /// <summary>The slot that a version is loaded in, and what it does there.</summary>
    private static string Place(int version, DeploymentState state) =>
        version == state.LiveVersion ? $"{state.Live!.Value.JsonName()}, {(IsUnderWay(version, state) ? "bake" : "serves")}"
        : version == state[state.Idle] ? state.Idle.JsonName() + (IsUnderWay(version, state) ? $", {state.Rollout!.Stage.JsonName()}" : "")
        : "-";

    private static bool IsUnderWay(int version, DeploymentState state) => state.Rollout?.Version == version;

    private static string Metrics(ModelVersion version) =>
        string.Join(
            " ",
            version
                .Metrics.Where(metric => double.IsFinite(metric.Value.Value))
                .Select(metric => $"{metric.Key} {NumberFormat.Tabulate(metric.Value.Value)}")
        );
}
