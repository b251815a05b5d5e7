using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace MLOpsFunctions.Functions.Tests.Azurite;

/// <summary>Azurite in memory on free loopback ports, for as long as the tests run.</summary>
public sealed partial class AzuriteEmulator : IAsyncLifetime
{
    /// <summary>The emulator's well-known account; it opens nothing else.</summary>
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly string Folder = typeof(AzuriteEmulator)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "AzuriteFolder")
        .Value!;

    private Process? _process;

    /// <summary>How to reach it.</summary>
    public string ConnectionString { get; private set; } = "";

    public async Task InitializeAsync()
    {
        // Port 0: the system chooses a free one, and Azurite says which.
        var start = new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                Path.Combine(Folder, "node_modules", "azurite", "dist", "src", "azurite.js"),
                "--inMemoryPersistence",
                "--skipApiVersionCheck",
                "--disableTelemetry",
                "--blobHost",
                "127.0.0.1",
                "--blobPort",
                "0",
                "--queueHost",
                "127.0.0.1",
                "--queuePort",
                "0",
                "--tableHost",
                "127.0.0.1",
                "--tablePort",
                "0",
            },
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException("azurite did not start.");
        var ports = new Dictionary<string, string>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (ports.Count < 3)
        {
            var line =
                await _process.StandardOutput.ReadLineAsync(patience.Token)
                ?? throw new InvalidOperationException("azurite ended before it listened.");
            if (Listening().Match(line) is { Success: true } match)
            {
                ports[match.Groups["service"].Value] = match.Groups["address"].Value;
            }
        }

        _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        ConnectionString =
            $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};"
            + string.Join(';', ports.Select(port => $"{port.Key}Endpoint={port.Value}/{Account}"));
    }

    public async Task DisposeAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"Azurite (?<service>Blob|Queue|Table) service is successfully listening at (?<address>http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}

/// <summary>One emulator for all tests that need it.</summary>
[CollectionDefinition(Name)]
public sealed class AzuriteCollection : ICollectionFixture<AzuriteEmulator>
{
    public const string Name = "Azurite";
}
