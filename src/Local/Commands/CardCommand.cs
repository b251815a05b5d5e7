using System.CommandLine;
using MLOpsFunctions.Registry;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>card</c>: a version's model card.</summary>
internal static class CardCommand
{
    public static Command Create()
    {
        var version = new Argument<string>("MODEL[@ALIAS or /N]")
        {
            Description = "The version; without alias or number the one that serves",
        };
        return new Command("card", "Show a version's model card: purpose, data, metrics, gates") { version }.OnRun(
            async (parsed, session, cancellation) =>
            {
                var found = await VersionReference.ResolveAsync(session, parsed.GetValue(version)!, cancellation);
                var card = await ReadAsync(session, found, cancellation);
                session.Terminal.Show(
                    card,
                    console =>
                    {
                        if (session.Terminal.IsPiped)
                        {
                            console.WriteLine(ModelCardMarkdown.Write(found, card));
                        }
                        else
                        {
                            MarkdownView.Write(console, ModelCardMarkdown.Write(found, card));
                        }
                    }
                );
                if (!session.Terminal.Json && await WaitingText.FindAsync(session, found.Model, cancellation) is { } waiting)
                {
                    session.Terminal.Aside(WaitingText.Sentence(waiting));
                }

                return ExitCode.Ok;
            }
        );
    }

    private static async Task<ModelCard> ReadAsync(CommandSession session, ModelVersion version, CancellationToken cancellation)
    {
        try
        {
            return await session.Workspace.Services.Deployments.CardAsync(version, cancellation);
        }
        catch (InvalidDataException damage)
        {
            // What can be done about a version is not what can be done about its card.
            throw new ProblemException(
                new(
                    "The model card cannot be read",
                    damage.Message,
                    "what was once written",
                    Path.Combine(session.Workspace.Path, "artifacts", version.Card[..2], version.Card),
                    $"restore that file from a copy; mlops lineage {version.Model}/{version.Number} and mlops "
                        + $"versions {version.Model} tell what else is known",
                    500
                ),
                damage
            );
        }
    }
}
