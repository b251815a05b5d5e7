using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MLOpsFunctions.Local.Hosting;

/// <summary>
/// Sends traces and metrics over OTLP while a verb runs. The environment variables of OpenTelemetry say where and how:
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, <c>OTEL_EXPORTER_OTLP_PROTOCOL</c> and the others. Without an endpoint nothing is sent.
/// </summary>
internal sealed class OtlpExport : IDisposable
{
    /// <summary>Where to; unset: nowhere.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    private OtlpExport(TracerProvider? traces, MeterProvider? metrics) => (_traces, _metrics) = (traces, metrics);

    /// <summary>Begins to send, where an endpoint is set.</summary>
    public static OtlpExport Start()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Endpoint)))
        {
            return new(null, null);
        }

        static void Describe(ResourceBuilder resource) =>
            resource.AddService("mlops", serviceVersion: typeof(OtlpExport).Assembly.GetName().Version!.ToString(3));

        return new(
            Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe).AddSource(Instruments.Name).AddOtlpExporter().Build(),
            Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe).AddMeter(Instruments.Name).AddOtlpExporter().Build()
        );
    }

    /// <summary>Sends what is left; waits a few seconds at most.</summary>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
