using MLOpsFunctions.Data;
using MLOpsFunctions.Experiments;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>
/// Prepares data sets for training. The result depends on the data set and the definition only, so every activity can
/// prepare it again on any machine. A process keeps the last one, because a run asks for it with every trial.
/// </summary>
internal sealed class PreparedDataCache(PipelineServices services)
{
    private readonly Lock _gate = new();
    private (string Key, Lazy<Task<PreparedData>> Data)? _last;

    public Task<PreparedData> PrepareAsync(TrainingJob job, CancellationToken cancellation)
    {
        var key = $"{job.Dataset}.{job.Definition}";
        lock (_gate)
        {
            if (
                _last is not { } last
                || last.Key != key
                || last.Data is { IsValueCreated: true, Value.IsCompletedSuccessfully: false, Value.IsCompleted: true }
            )
            {
                _last = (key, new(() => LoadAsync(job, cancellation)));
            }

            return _last.Value.Data.Value;
        }
    }

    private async Task<PreparedData> LoadAsync(TrainingJob job, CancellationToken cancellation)
    {
        var part = $"definition {job.Definition}";
        try
        {
            var definition = await services.Definitions.ReadAsync(job.Definition, cancellation);
            part = $"data set {job.Dataset}";
            var dataset = await services.Datasets.DescribeAsync(job.Model, job.Dataset, job.Definition, cancellation);
            var frame = await services.Artifacts.ReadAsync(job.Dataset, FrameFile.Read, cancellation);
            return PreparedData.Make(dataset, definition, frame, services.Settings.Threads);
        }
        catch (InvalidDataException damage)
        {
            // Trying again reads the same bytes, but storing them again mends them.
            throw new ProblemException(
                new(
                    $"The {part[..part.LastIndexOf(' ')]} cannot be used",
                    damage.Message,
                    "what was once stored",
                    $"{part} of '{job.Model}'",
                    "drop the file that it came from once more: that mends it",
                    409
                ),
                damage
            );
        }
    }
}
