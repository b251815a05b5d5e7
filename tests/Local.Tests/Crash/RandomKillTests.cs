using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Local.Demo;

namespace MLOpsFunctions.Local.Tests.Crash;

/// <summary>
/// The program itself, killed at random instants over and over in one workspace. RANDOM_KILLS sets how often (10); the
/// instants are seeded as far as a scheduler can be.
/// </summary>
public sealed class RandomKillTests : IDisposable
{
    private const int Rows = 300;
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("RANDOM_KILLS") ?? "10", CultureInfo.InvariantCulture);
    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(20);

    private string Home => _folder["workspace"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_loses_nothing_and_does_nothing_twice()
    {
        await DefineAsync();
        var whole = 0;
        using (var undisturbed = Run(1))
        {
            whole = await undisturbed.EndAsync(0);
        }

        // Every start runs the same file until one comes through; then the next file's turn comes.
        var file = 2;
        for (var kills = 0; kills < Kills; )
        {
            using var process = Run(file);
            _ = await process.KillAtAsync(_random.Next(1, whole)) ? kills++ : file++;
        }

        using (var last = Run(file))
        {
            await last.EndAsync(0, 3);
        }

        await CloseAsync(file);
        await Invariants.CheckAsync(Home, file);
    }

    [Fact]
    public async Task Serve_loses_nothing_and_does_nothing_twice()
    {
        await DefineAsync();
        Drop(1);
        var whole = 0;
        await using (var workspace = Open())
        {
            using var undisturbed = Serve();
            whole = await undisturbed.UntilAsync(() => Invariants.AreClosedAsync(workspace, 1));
        }

        for (var kill = 1; kill <= Kills; kill++)
        {
            using var process = Serve();
            Drop(1 + kill);
            Assert.True(await process.KillAtAsync(_random.Next(1, whole)));
        }

        await CloseAsync(1 + Kills);
        await Invariants.CheckAsync(Home, 1 + Kills);
        Assert.All(
            Enumerable.Range(1, 1 + Kills),
            file => Assert.True(File.Exists(Path.Combine(Home, "incoming", "m", $"{file}.csv.receipt.json")))
        );
    }

    private Workspace Open() => Workspace.Open(Home, TimeProvider.System, NullLoggerFactory.Instance);

    private MlopsProcess Serve() => new(Home, "serve", "--urls", "http://127.0.0.1:0");

    private MlopsProcess Run(int file)
    {
        var path = _folder[$"{file}.csv"];
        File.WriteAllText(path, RentalSample.Csv(Rows, seed: file));
        return new(Home, "run", path, "--model", "m", "--json");
    }

    /// <summary>A file comes whole into the drop folder, as a careful program puts it there.</summary>
    private void Drop(int file)
    {
        var path = _folder[$"{file}.csv"];
        File.WriteAllText(path, RentalSample.Csv(Rows, seed: file));
        File.Move(path, Path.Combine(Directory.CreateDirectory(Path.Combine(Home, "incoming", "m")).FullName, $"{file}.csv"));
    }

    /// <summary>A last server that nobody disturbs takes up all that lies open.</summary>
    private async Task CloseAsync(int files)
    {
        await using var workspace = Open();
        using var process = Serve();
        await process.UntilAsync(() => Invariants.AreClosedAsync(workspace, files));
    }

    private async Task DefineAsync()
    {
        Directory.CreateDirectory(Path.Combine(Home, "definitions"));
        await File.WriteAllTextAsync(
            Path.Combine(Home, "definitions", "m.json"),
            """{ "label": "rentals", "training": { "candidates": ["gbdt"], "budget": { "trials": 2 } } }"""
        );
    }
}
