using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MLOpsFunctions.Functions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace MLOpsFunctions.Functions.Tests.Hosting;

public sealed class TelemetryTests
{
    [Theory]
    [InlineData("InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://127.0.0.1:1/", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void The_worker_sends_traces_metrics_and_logs_where_there_is_a_place_for_them(string? connection, bool isSent)
    {
        var services = new ServiceCollection().AddLogging();
        var settings = new Dictionary<string, string?> { [Telemetry.Setting] = connection };

        Telemetry.Add(services, new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), new AppIdentity(true, null));

        Assert.All(
            [typeof(TracerProvider), typeof(MeterProvider), typeof(LoggerProvider)],
            provider => Assert.Equal(isSent, services.Any(service => service.ServiceType == provider))
        );
    }
}
