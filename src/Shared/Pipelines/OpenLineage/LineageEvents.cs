using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;

namespace MLOpsFunctions.Pipelines.OpenLineage;

/// <summary>
/// Sends the events of runs. An event goes out before its record is written, so a process that is killed between the two sends it twice
/// and not never; receivers know a run's event by its id and type. A receiver that does not answer costs an event and never a run.
/// </summary>
/// <param name="scope">The namespace of jobs and data sets.</param>
/// <param name="send">Takes one event as JSON without line breaks.</param>
/// <param name="log">Where failures are told.</param>
public sealed class LineageEvents(string scope, Func<string, CancellationToken, Task> send, ILogger log)
{
    /// <summary>How long a receiver may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Tells that a record follows another one.</summary>
    internal async Task TellAsync(RunRecord? before, RunRecord run, CancellationToken cancellation)
    {
        if (RunEvent.Of(before, run, scope) is not { } told)
        {
            return;
        }

        try
        {
            await send(Json.Write(told), cancellation);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            LineageLog.Lost(log, fault, told.EventType, run.Run);
        }
    }

    /// <summary>Posts events to a receiver of OpenLineage, at <c>api/v1/lineage</c>.</summary>
    /// <param name="receiver">Its root.</param>
    /// <param name="key">Sent as a bearer token; null: none.</param>
    public static Func<string, CancellationToken, Task> Http(Uri receiver, string? key)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new($"{receiver.AbsoluteUri.TrimEnd('/')}/"),
            Timeout = Patience,
        };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return async (told, cancellation) =>
        {
            using var content = new StringContent(told, Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync("api/v1/lineage", content, cancellation);
            answer.EnsureSuccessStatusCode();
        };
    }
}

internal static partial class LineageLog
{
    [LoggerMessage(1, LogLevel.Warning, "LineageEventLost: {EventType} of run {Run} was not taken", EventName = "LineageEventLost")]
    public static partial void Lost(ILogger log, Exception fault, string eventType, string run);
}
