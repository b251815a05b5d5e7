using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Local.Commands;

/// <summary>A version as people name it: <c>MODEL</c> (what serves), <c>MODEL@alias</c> or <c>MODEL/3</c>.</summary>
internal static class VersionReference
{
    public static async Task<ModelVersion> ResolveAsync(CommandSession session, string text, CancellationToken cancellation)
    {
        var at = text.IndexOfAny(['@', '/']);
        var (model, reference) = at < 0 ? (text, "champion") : (text[..at], text[(at + 1)..]);
        await KnownModels.CheckAsync(session, model, cancellation);
        return await session.Workspace.Services.Registry.ResolveAsync(model, reference, cancellation)
            ?? throw (
                reference == "champion" ? await WaitingText.NothingServesAsync(session, model, cancellation) : NoVersion(model, text)
            );
    }

    private static ProblemException NoVersion(string model, string text) =>
        new(
            new(
                "There is no such version",
                PlainText.Name(text),
                "MODEL, MODEL@champion, MODEL@challenger or MODEL/NUMBER",
                Try: $"mlops versions {model}",
                Status: 404
            )
        );
}
