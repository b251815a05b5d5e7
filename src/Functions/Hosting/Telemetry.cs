using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MLOpsFunctions.Functions.Hosting;

/// <summary>
/// Traces, metrics and logs of the worker, sent to Application Insights beside those of the host, which host.json tells to speak
/// OpenTelemetry too.
/// </summary>
internal static class Telemetry
{
    /// <summary>Where it goes; absent on a developer's machine, where nothing is sent.</summary>
    internal const string Setting = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>Sends what the worker measures, as the app's identity.</summary>
    public static void Add(IServiceCollection services, IConfiguration configuration, AppIdentity identity)
    {
        if (configuration[Setting] is { Length: > 0 } connection)
        {
            services
                .AddOpenTelemetry()
                .WithTracing(traces => traces.AddSource(Instruments.Name))
                .WithMetrics(metrics => metrics.AddMeter(Instruments.Name))
                .UseFunctionsWorkerDefaults()
                .UseAzureMonitorExporter(exporter =>
                {
                    exporter.ConnectionString = connection;
                    exporter.Credential = identity.Credential();
                });
        }
    }
}
