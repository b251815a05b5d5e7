using System.CommandLine;
using MLOpsFunctions.Registry;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>card</c>: a version's model card.</summary>
internal static class CardCommand
{
    public static Command Create()
    {
        var version = new Argument<string>("MODEL[@ALIAS or /N]") { Description = "The version; without alias or number the one that serves" };
        return new Command("card", "Show a version's model card: purpose, data, metrics, gates") { version }.OnRun(async (parsed, session, cancellation) =>
        {
            var found = await VersionReference.ResolveAsync(session, parsed.GetValue(version)!, cancellation);
            var card = await session.Workspace.Services.Registry.CardAsync(found, cancellation);
            session.Terminal.Show(card, console => console.WriteLine(ModelCardMarkdown.Write(found, card)));
            return ExitCode.Ok;
        });
    }
}
