using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Commands;

/// <summary>The models of a workspace, by name.</summary>
internal static class KnownModels
{
    /// <summary>The name of a model that has a version.</summary>
    /// <param name="name">What was said.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <param name="orRun">Whether a run is enough.</param>
    /// <exception cref="ProblemException">There is no such model; the problem names the one that was probably meant.</exception>
    public static async Task<string> CheckAsync(CommandSession session, string? name, CancellationToken cancellation, bool orRun = false)
    {
        var (model, services) = (name ?? "", session.Workspace.Services);
        if (!ModelNames.IsValid(model))
        {
            throw await UnknownAsync(session, model, cancellation);
        }

        if (await services.Registry.FindAsync(model, 1, cancellation) is not null)
        {
            return model;
        }

        if (await services.Runs.ListAsync(model, cancellation).FirstOrDefaultAsync(run => run.IsTraining, cancellation) is { } run)
        {
            return orRun
                ? model
                : throw new ProblemException(
                    new(
                        $"There is no version of '{model}' yet",
                        $"its latest run, {run.Run}, in status {run.Status.Words()}",
                        "a run that has made a version",
                        Try: $"mlops runs {run.Run} says how far it is",
                        Status: 404
                    )
                );
        }

        throw await UnknownAsync(session, model, cancellation);
    }

    private static async Task<ProblemException> UnknownAsync(CommandSession session, string name, CancellationToken cancellation)
    {
        var known = await session.Workspace.Services.Registry.ModelsAsync(cancellation).ToListAsync(cancellation);
        return new(
            new(
                $"There is no model '{PlainText.Name(name)}'",
                Try: DidYouMean.Sentence(name, known)
                    ?? (
                        known.Count > 0 ? "mlops models lists them"
                        : ModelNames.IsValid(name) ? $"mlops run FILE --model {name} makes it"
                        : "mlops run FILE --model NAME makes one"
                    ),
                Status: 404
            )
        );
    }
}
