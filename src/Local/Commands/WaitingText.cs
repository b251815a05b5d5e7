using MLOpsFunctions.Deployment;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Commands;

/// <summary>A version that waits for a person, in words, with the command that lets it serve.</summary>
internal static class WaitingText
{
    /// <summary>What waits of a model, with the command; null: nothing.</summary>
    public static async Task<WaitingVersion?> FindAsync(CommandSession session, string model, CancellationToken cancellation) =>
        Told(model, await session.Workspace.Services.Overviews.FindWaitingAsync(model, cancellation), session);

    /// <summary>The version with the command that lets it serve.</summary>
    public static WaitingVersion? Told(string model, WaitingVersion? waiting, CommandSession session) =>
        waiting is null
            ? null
            : waiting with
            {
                Confirm = ShellCommand.Mlops(
                    waiting.Label is { } label ? RunReport.ConfirmWords(model, label) : ["approve", waiting.Run],
                    session.NamedWorkspace
                ),
            };

    /// <summary>What waits, and the command that lets it serve.</summary>
    public static string Sentence(WaitingVersion waiting) => $"{Cause(waiting)}: {waiting.Confirm}";

    private static string Cause(WaitingVersion waiting) =>
        waiting.Label is { } label
            ? $"Version {waiting.Version} waits until its label '{PlainText.Name(label)}', which was guessed, is confirmed"
            : $"Version {waiting.Version} waits for approval";

    /// <summary>The refusal where no version of a model serves.</summary>
    public static async Task<ProblemException> NothingServesAsync(CommandSession session, string model, CancellationToken cancellation) =>
        new(
            (await session.Workspace.Services.Deployments.GetAsync(model, cancellation)).IsArchived ? ArchivedModel.Problem(model)
            : await FindAsync(session, model, cancellation) is { } waiting
                ? new($"No version of '{model}' serves", Cause(waiting), Try: waiting.Confirm, Status: 404)
            : new(
                $"No version of '{model}' serves",
                Try: $"mlops versions {model} tells what there is; mlops run FILE --model {model} makes another",
                Status: 404
            )
        );
}
