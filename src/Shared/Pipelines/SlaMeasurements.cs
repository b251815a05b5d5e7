using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Notifications;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Pipelines;

/// <summary>Holds a definition's promises against what happened.</summary>
internal static class SlaMeasurements
{
    /// <summary>The last measurement of a promise about runs is looked for among so many.</summary>
    public const int NewestRuns = 20;

    /// <summary>Requests of this time count for the latency.</summary>
    private static readonly TimeSpan LatencyWindow = TimeSpan.FromDays(1);

    /// <summary>The promises about runs, held against one that has ended; those that it says nothing of are left out.</summary>
    /// <param name="run">The run.</param>
    /// <param name="promises">The promises by name.</param>
    public static IEnumerable<SlaMeasurement> Of(RunRecord run, IReadOnlyDictionary<string, double> promises)
    {
        var minutes = (run.Ended - run.Started)?.TotalMinutes;
        if (run.Dataset is { RowsRead: > 0 } data && run.Trigger == RunTrigger.Drop)
        {
            var most = promises.GetValueOrDefault(SlaNames.QuarantineShare, DefinitionDefaults.QuarantineShare);
            yield return new(SlaNames.QuarantineShare, most, (double)data.RowsQuarantined / data.RowsRead);
        }

        if (run.Verdict is not null && promises.TryGetValue(SlaNames.TrainMinutes, out var train))
        {
            yield return new(SlaNames.TrainMinutes, train, minutes - ((run.Idle ?? 0) / 60));
        }

        if (run.Deployed && promises.TryGetValue(SlaNames.DeployMinutes, out var deploy))
        {
            yield return new(SlaNames.DeployMinutes, deploy, minutes);
        }
    }

    /// <summary>The promises about the version that serves.</summary>
    /// <param name="services">Where requests are kept.</param>
    /// <param name="version">The version.</param>
    /// <param name="promises">The promises by name.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<IReadOnlyList<SlaMeasurement>> OfAsync(
        PipelineServices services,
        ModelVersion version,
        IReadOnlyDictionary<string, double> promises,
        CancellationToken cancellation
    )
    {
        var (measured, now) = (new List<SlaMeasurement>(), services.Time.GetUtcNow());
        if (promises.TryGetValue(SlaNames.ModelAgeDays, out var days))
        {
            measured.Add(new(SlaNames.ModelAgeDays, days, (now - version.Created).TotalDays));
        }

        if (promises.TryGetValue(SlaNames.LatencyP99Ms, out var milliseconds))
        {
            var taken = new List<long>();
            await foreach (var batch in services.Predictions.ReadAsync(version.Model, now - LatencyWindow, now, cancellation))
            {
                if (batch.Header.Version == version.Number && batch.Header.Role.IsTraffic())
                {
                    taken.AddRange(batch.Requests.Select(request => request.Microseconds).Where(microseconds => microseconds > 0));
                }
            }

            measured.Add(new(SlaNames.LatencyP99Ms, milliseconds, P99(taken) / 1000d));
        }

        return measured;
    }

    /// <summary>The least value that 99 of 100 do not exceed; null: there is none.</summary>
    internal static long? P99(List<long> values)
    {
        values.Sort();
        return values.Count == 0 ? null : values[(int)Math.Ceiling(0.99 * values.Count) - 1];
    }
}
