using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Pipelines;

/// <summary>Checks a label or a task that a person names for a retraining before the run starts: the answer comes at once.</summary>
/// <param name="datasets">The data sets.</param>
/// <param name="registry">The versions.</param>
/// <param name="deployments">Which of them serves.</param>
public sealed class RetrainTarget(DatasetCatalog datasets, ModelRegistry registry, Deployments deployments)
{
    /// <summary>Accepts a target that the model's data were read for; nothing to check where there are no data yet.</summary>
    /// <param name="model">The model.</param>
    /// <param name="label">The label; null: nothing was said of it.</param>
    /// <param name="task">The task; null: nothing was said of it.</param>
    /// <param name="newTarget">Whether label and task may replace those of the version that serves.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="ProblemException">
    /// The data have no such column (400); another target serves, or the data were read for another one (409).
    /// </exception>
    public async Task CheckAsync(string model, string? label, ModelTask? task, bool newTarget, CancellationToken cancellation = default)
    {
        if (
            (label is null && task is null)
            || await datasets.ToTrainOnAsync(model, label, task, serving: null, cancellation) is not { } entry
        )
        {
            return;
        }

        var dataset = await datasets.DescribeAsync(entry, cancellation);
        string[] columns = [.. dataset.Schema.Select(column => column.Name)];
        if (label is not null && !columns.Contains(label))
        {
            throw new ProblemException(
                new(
                    $"The data of the model have no column '{PlainText.Name(label)}'",
                    $"columns {string.Join(", ", columns.Take(20).Select(PlainText.Name))}{(columns.Length > 20 ? ", ..." : "")}",
                    "a column of the data as the label",
                    $"model '{model}', label",
                    DidYouMean.Sentence(label, columns) ?? "name one of its columns"
                )
            );
        }

        var (read, asked) = (new Target(dataset.Label, dataset.Task), new Target(label ?? dataset.Label, task ?? dataset.Task));
        var file = $"mlops run FILE --model {model}{new Target(label, task).Options} --new-target";
        if (!newTarget && await TargetChange.FindAsync(registry, deployments, model, asked.Label, asked.Task, cancellation) is { } change)
        {
            throw change.Refusal(asked == read ? $"mlops retrain {model}{asked.Options} --new-target" : file);
        }

        if (asked != read)
        {
            throw new ProblemException(
                new(
                    "The data of the model were read for another target",
                    asked.ToString(),
                    read.ToString(),
                    $"model '{model}'",
                    $"{file} reads a file for it",
                    409
                )
            );
        }
    }
}
