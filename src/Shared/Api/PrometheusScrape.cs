using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace MLOpsFunctions.Api;

/// <summary>
/// What this process has measured since it began to listen, as Prometheus text or OpenMetrics, whichever a scraper
/// accepts. The instruments are the process's own, so there is one of it.
/// </summary>
internal static class PrometheusScrape
{
    /// <summary>Series of one metric at most; what is beyond is counted as one.</summary>
    private const int MostSeries = 4_000;

    /// <summary>Answers a scrape. The first use begins to listen.</summary>
    public static RequestDelegate Answer { get; } = Listen();

    private static RequestDelegate Listen()
    {
        var provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(Instruments.Name)
            .AddView(_ => new MetricStreamConfiguration { CardinalityLimit = MostSeries })
            .AddPrometheusExporter(options =>
            {
                options.ScrapeResponseCacheDurationMilliseconds = 0;
                options.ScopeInfoEnabled = false;
                options.TargetInfoEnabled = false;
            })
            .Build();
        return new ApplicationBuilder(new ServiceCollection().BuildServiceProvider())
            .UseOpenTelemetryPrometheusScrapingEndpoint(provider, _ => true, null, null, null)
            .Build();
    }
}
