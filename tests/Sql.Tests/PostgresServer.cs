using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MLOpsFunctions.Sql.Tests;

/// <summary>A PostgreSQL server of its own on this machine, in a folder that goes with it.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    /// <summary>How to reach it.</summary>
    public string Connection { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(_folder);
        if (Environment.UserName == "root")
        {
            // The server refuses to run as root, so that the account of Debian's package runs it.
            await RunAsync("chown", "postgres", _folder);
        }

        await RunServerAsync("initdb", "-D", $"{_folder}/data", "-U", "tester", "-A", "trust", "--no-sync");
        var port = FreePort();
        var options = $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off";
        await RunServerAsync("pg_ctl", "-D", $"{_folder}/data", "-l", $"{_folder}/log", "-w", "-t", "60", "-o", options, "start");
        Connection = $"Host=127.0.0.1;Port={port};Username=tester;Database=postgres;Pooling=false";
    }

    public async Task DisposeAsync()
    {
        await RunServerAsync("pg_ctl", "-D", $"{_folder}/data", "-m", "immediate", "-w", "stop");
        await RunAsync("rm", "-rf", _folder);
    }

    private static Task RunServerAsync(string program, params string[] arguments)
    {
        var path = Find(program);
        return Environment.UserName == "root"
            ? RunAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments])
            : RunAsync(path, arguments);
    }

    /// <summary>Debian keeps the programs of each version in a folder of its own, beside the path.</summary>
    private static string Find(string program) =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetFiles("/usr/lib/postgresql", program, SearchOption.AllDirectories).Order().LastOrDefault() ?? program
            : program;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // The server inherits what its starter writes to: a pipe would never end.
        using var process = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" > /dev/null 2>&1", "sh", program, .. arguments])
        )!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}");
    }
}
