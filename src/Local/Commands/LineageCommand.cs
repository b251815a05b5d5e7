using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>lineage</c>: where a version comes from.</summary>
internal static class LineageCommand
{
    public static Command Create()
    {
        var version = new Argument<string>("MODEL[@ALIAS or /N]") { Description = "The version; without alias or number the one that serves" };
        return new Command("lineage", "Show what a version was made from, why and by whom") { version }.OnRun(async (parsed, session, cancellation) =>
        {
            var found = await VersionReference.ResolveAsync(session, parsed.GetValue(version)!, cancellation);
            var lineage = await session.Workspace.Api.Lineage.ReadAsync(found.Model, found.Number, cancellation);
            session.Terminal.Show(lineage, console => console.WriteLine(JsonSerializer.Serialize(lineage, Json.Indented)));
            return ExitCode.Ok;
        });
    }
}
