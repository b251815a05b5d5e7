using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Pipelines;

/// <summary>
/// A run whose label or task is not that of the version that serves. The two cannot be compared, and callers of the
/// model would get answers to another question. So a person has to ask for the new target.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Version">The version that serves.</param>
/// <param name="Serving">What it predicts.</param>
/// <param name="Asked">What the run is to predict.</param>
public sealed record TargetChange(string Model, int Version, Target Serving, Target Asked)
{
    /// <summary>The change, or null where nothing serves, or what serves has the same target.</summary>
    /// <param name="registry">The versions.</param>
    /// <param name="deployments">Which of them serves.</param>
    /// <param name="model">The model.</param>
    /// <param name="label">The run's label; null: a task without one.</param>
    /// <param name="task">The run's task; null: not known yet, and taken as the same.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static async Task<TargetChange?> FindAsync(
        ModelRegistry registry,
        Deployments deployments,
        string model,
        string? label,
        ModelTask? task,
        CancellationToken cancellation = default
    )
    {
        var live = (await deployments.GetAsync(model, cancellation)).LiveVersion;
        return
            live is { } version
            && await Target.OfVersionAsync(registry, model, version, cancellation) is { } serving
            && (serving.Label != label || (task is not null && serving.Task != task))
            ? new(model, version, serving, new(label, task))
            : null;
    }

    /// <summary>The refusal of a run without such a request.</summary>
    /// <param name="command">The command that asks for it.</param>
    public ProblemException Refusal(string command) =>
        new(
            new(
                $"Version {Version} of '{Model}' serves and predicts another target",
                Asked.ToString(),
                Serving.ToString(),
                $"model '{Model}'",
                $"{DidYouMeanServing()}{command} lets a version with this target take its place and begins a new "
                    + $"lineage; mlops run FILE --model {Model}{Serving.Options} goes on with what serves; another model name keeps both",
                409
            )
        );

    private string DidYouMeanServing() =>
        Asked.Label is { } label && Serving.Label is { } known && label != known && DidYouMean.Nearest(label, [known]) is not null
            ? $"Did you mean '{known}'? If not, "
            : "";
}

/// <summary>What a model predicts.</summary>
/// <param name="Label">The label; null: a task without one.</param>
/// <param name="Task">The task; null: not known yet.</param>
public sealed record Target(string? Label, ModelTask? Task)
{
    /// <summary>What a version predicts; null where there is none of this number, or it is damaged: evaluation says so.</summary>
    public static async Task<Target?> OfVersionAsync(ModelRegistry registry, string model, int number, CancellationToken cancellation)
    {
        try
        {
            return
                await registry.FindAsync(model, number, cancellation) is { } version
                && await registry.CardAsync(version, cancellation) is { } card
                ? new(card.Label, card.Task)
                : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Whether a definition asks for this target, or leaves it open.</summary>
    public bool Fits(ModelDefinition definition) =>
        (definition.Label ?? Label) == Label && (definition.Task is not { } task || task == Task);

    /// <summary>The options of the command line that name it.</summary>
    public string Options =>
        (Label is null ? "" : $" --label {ShellWord.Of(Label)}") + (Task is { } task ? $" --task {task.JsonName()}" : "");

    /// <summary>The target in words.</summary>
    public override string ToString() =>
        $"{(Label is null ? "no label" : $"label '{Label}'")}{(Task is { } task ? $", task {task.JsonName()}" : "")}";
}
