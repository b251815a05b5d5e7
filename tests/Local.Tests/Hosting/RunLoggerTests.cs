using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Local.Demo;
using MLOpsFunctions.Local.Hosting;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Tests.Hosting;

/// <summary>What a server prints when runs end.</summary>
public sealed class RunLoggerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IgnoredEntriesTests.Lines _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_end_is_told_once_with_version_and_reason()
    {
        await using var workspace = Workspace.Open(_folder.Path, TimeProvider.System, NullLoggerFactory.Instance);
        workspace.RunRecorded += new RunLogger(_log).Log;
        await workspace.Engine.StartAsync();
        await WriteAsync(
            workspace,
            StorageNames.DefinitionsContainer,
            "m.json",
            """{ "label": "rentals", "training": { "candidates": ["gbdt"], "budget": { "trials": 2 } } }"""
        );
        var ends = new List<RunRecord>();
        foreach (
            var (name, text) in new[]
            {
                ("good.csv", RentalSample.Csv(900, seed: 1)),
                ("worse.csv", RentalSample.Csv(900, seed: 1, noise: 150)),
                ("bad.csv", "rentals\n"),
            }
        )
        {
            await WriteAsync(workspace, StorageNames.IncomingContainer, $"m/{name}", text);
            var run = await workspace.Starter.DropAsync($"m/{name}", "tests");
            await workspace.Engine.WaitAsync(run!);
            ends.Add((await workspace.Services.Runs.FindAsync(run!))!);
        }

        Assert.Equal(
            [
                $"m version 1 serves. {ends[0].Verdict!.Sentence} (run {ends[0].Run})",
                $"m version 2 does not serve. {ends[1].Verdict!.Sentence} (run {ends[1].Run})",
                $"m was not trained: m/bad.csv was refused. {ends[2].Problem} (run {ends[2].Run})",
            ],
            _log.Said
        );
    }

    [Fact]
    public void Who_has_to_act_is_told_how()
    {
        var run = new RunRecord
        {
            Run = "m-1",
            Model = "m",
            Trigger = RunTrigger.Drop,
            By = "tests",
            Started = default,
            Status = RunStatus.AwaitingApproval,
            Version = 3,
            Verdict = new(true, [new(GateName.Of("r2", GateKind.Min), 0.9, 0.8, true, Note.OfText("all good."))]),
        };
        var logger = new RunLogger(_log);

        logger.Log(run);
        logger.Log(run with { Status = RunStatus.Failed, Error = "fit-winner: the disk is full" });
        logger.Log(run with { Status = RunStatus.Running });

        Assert.Equal(
            [
                "m version 3 waits: mlops approve m-1, or mlops reject m-1 --reason WHY. Blessed: all good.",
                "m was not trained: the run failed. fit-winner: the disk is full (run m-1)",
            ],
            _log.Said
        );
    }

    private static Task WriteAsync(Workspace workspace, string container, string name, string text) =>
        workspace.Services.Blobs.WriteAsync(container, name, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)));
}
