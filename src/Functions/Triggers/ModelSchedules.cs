using System.Globalization;
using Microsoft.Extensions.Logging;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;
using NCrontab;

namespace MLOpsFunctions.Functions.Triggers;

/// <summary>What the clock starts: drift checks of the models that serve, and trainings that a model's own definition schedules.</summary>
/// <param name="registry">The models.</param>
/// <param name="blobs">Where the definitions and files are.</param>
/// <param name="tables">Where it is kept which occurrence was last seen to.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where broken definitions are told of.</param>
public sealed class ModelSchedules(ModelRegistry registry, IBlobStore blobs, ITableStore tables, TimeProvider time, ILogger<ModelSchedules> log)
{
    private const string Partition = "retrain";

    /// <summary>Starts a drift check of every model that serves. Called twice within a minute, it starts one.</summary>
    public async Task CheckDriftAsync(IFlowClient flows, CancellationToken cancellation)
    {
        var starter = new PipelineStarter(flows, blobs);
        var key = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
        await foreach (var model in registry.ModelsAsync(cancellation))
        {
            if ((await registry.AliasesAsync(model, cancellation)).Champion is not null)
            {
                await starter.CheckDriftAsync(model, key, file: null, "timer", cancellation);
            }
        }
    }

    /// <summary>
    /// Starts a training of every model whose schedule fell due since the last call. What fell due several times is started once. A model seen for the first time waits for its
    /// next occurrence. The run's id follows from the occurrence, so that a crash before it is noted starts nothing twice.
    /// </summary>
    public async Task RetrainAsync(IFlowClient flows, CancellationToken cancellation)
    {
        var starter = new PipelineStarter(flows, blobs);
        await foreach (var model in registry.ModelsAsync(cancellation))
        {
            if (await ScheduleAsync(model, cancellation) is { } schedule && await DueAsync(model, schedule, cancellation) is { } due)
            {
                var occurrence = due.ToString("O", CultureInfo.InvariantCulture);
                await starter.RetrainAsync(model, occurrence, "schedule", "timer", $"Scheduled for {due:yyyy-MM-dd HH:mm} UTC", cancellation);
                await NoteAsync(model, due, cancellation);
            }
        }
    }

    private async Task<CrontabSchedule?> ScheduleAsync(string model, CancellationToken cancellation)
    {
        var name = $"{model}.json";
        await using var definition = await blobs.OpenReadAsync(StorageNames.DefinitionsContainer, name, cancellation);
        if (definition is null)
        {
            return null;
        }

        try
        {
            return (await DefinitionReader.ParseAsync(definition.Content, name, cancellation)).Retrain.Schedule is { } schedule
                ? CrontabSchedule.Parse(schedule, new() { IncludingSeconds = true })
                : null;
        }
        catch (Exception broken) when (broken is ProblemException or CrontabException)
        {
            // The next drop tells its owner in full; the other models' schedules must not wait for it.
            ScheduleLog.Broken(log, model, broken.Message);
            return null;
        }
    }

    /// <summary>The newest occurrence since the last one seen to, or null.</summary>
    private async Task<DateTime?> DueAsync(string model, CrontabSchedule schedule, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (await tables.FindAsync(StorageNames.TimersTable, Partition, model, cancellation) is not { } row)
        {
            await NoteAsync(model, now, cancellation);
            return null;
        }

        var last = Json.Read<DateTime>(row.Value);
        DateTime? due = null;
        for (var next = schedule.GetNextOccurrence(last); next <= now; next = schedule.GetNextOccurrence(next))
        {
            due = next;
        }

        return due;
    }

    private Task NoteAsync(string model, DateTime seen, CancellationToken cancellation) =>
        tables.WriteAsync(StorageNames.TimersTable, Partition, [TableWrite.Upsert(model, Json.Write(seen))], cancellation);
}

internal static partial class ScheduleLog
{
    [LoggerMessage(1, LogLevel.Warning, "ScheduleBroken: the definition of {Model} cannot be read: {Reason}", EventName = "ScheduleBroken")]
    public static partial void Broken(ILogger log, string model, string reason);
}
