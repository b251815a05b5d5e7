using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Commands;

/// <summary>The models of a workspace, by name.</summary>
internal static class KnownModels
{
    /// <summary>The name of a model that has a version.</summary>
    /// <param name="session">The session.</param>
    /// <param name="name">What was said.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <param name="orRun">Whether a run is enough.</param>
    /// <exception cref="ProblemException">There is no such model; the problem names the one that was probably meant.</exception>
    public static async Task<string> CheckAsync(CommandSession session, string? name, CancellationToken cancellation, bool orRun = false)
    {
        var (model, services) = (ModelNames.Check(name), session.Workspace.Services);
        if (await services.Registry.FindAsync(model, 1, cancellation) is not null)
        {
            return model;
        }

        if (await services.Runs.ListAsync(model, cancellation).FirstOrDefaultAsync(cancellation) is { } run)
        {
            return orRun
                ? model
                : throw new ProblemException(
                    new(
                        $"There is no version of '{model}' yet",
                        $"its latest run, {run.Run}, in status {run.Status.JsonName()}",
                        "a run that has made a version",
                        Try: $"mlops runs {run.Run} says how far it is",
                        Status: 404
                    )
                );
        }

        var known = await services.Registry.ModelsAsync(cancellation).ToListAsync(cancellation);
        throw new ProblemException(
            new(
                $"There is no model '{model}'",
                Try: DidYouMean.Sentence(model, known)
                    ?? (known.Count > 0 ? "mlops models lists them" : $"mlops run FILE --model {model} makes it"),
                Status: 404
            )
        );
    }
}
