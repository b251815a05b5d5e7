using System.CommandLine;
using System.Globalization;
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
                session.Terminal.Show(
                    new
                    {
                        model = name,
                        versions,
                        waiting,
                    },
                    console =>
                    {
                        var table = new Table().AddColumns("version", "created", "trainer", "blessed", "metrics", "model digest");
                        versions.ForEach(version =>
                            table.AddRow(
                                version.Number.ToString(CultureInfo.InvariantCulture),
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

    private static string Metrics(ModelVersion version) =>
        string.Join(
            " ",
            version
                .Metrics.Where(metric => double.IsFinite(metric.Value.Value))
                .Select(metric => $"{metric.Key} {NumberFormat.Tabulate(metric.Value.Value)}")
        );
}
