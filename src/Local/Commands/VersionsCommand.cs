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
        return new Command("versions", "List a model's versions") { model }.OnRun(async (parsed, session, cancellation) =>
        {
            var versions = new List<ModelVersion>();
            await foreach (var version in session.Workspace.Services.Registry.VersionsAsync(parsed.GetValue(model)!, cancellation))
            {
                versions.Add(version);
            }

            session.Terminal.Show(new { model = parsed.GetValue(model), versions }, console =>
            {
                var table = new Table().AddColumns("version", "created", "trainer", "blessed", "metrics", "model digest");
                versions.ForEach(version => table.AddRow(Array.ConvertAll(
                    [
                        version.Number.ToString(CultureInfo.InvariantCulture), version.Created.ToString("u", CultureInfo.InvariantCulture), version.Trainer, version.Verdict.Blessed ? "yes" : "no",
                        string.Join(" ", version.Metrics.Where(metric => double.IsFinite(metric.Value.Value)).Select(metric => $"{metric.Key} {Figures.Tabulate(metric.Value.Value)}")), version.Artifact[..12],
                    ],
                    Markup.Escape)));
                console.Write(table);
            });
            return ExitCode.Ok;
        });
    }
}
