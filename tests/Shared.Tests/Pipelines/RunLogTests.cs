using MLOpsFunctions.Contracts;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Pipelines;

/// <summary>What listing one model's rows costs, and that nothing is missing from the list.</summary>
public sealed class RunLogTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly CountingTableStore _tables = new(new InMemoryTableStore());

    [Fact]
    public async Task Listing_one_model_s_runs_reads_its_rows_only()
    {
        var runs = new RunLog(_tables);
        for (var i = 0; i < 60; i++)
        {
            await runs.RecordAsync(
                Run(
                    i,
                    i % 20 == 0 ? "m"
                        : i % 2 == 0 ? "m-1"
                        : "m1"
                )
            );
        }

        var before = _tables.RowsRead;
        Assert.Equal(["m-40", "m-20", "m-0"], await IdsAsync(runs, "m"));
        Assert.InRange(_tables.RowsRead - before, 6, 7); // The order and the record of each, and whether there is an order.
        Assert.Equal(60, await runs.ListAsync().CountAsync());
    }

    [Fact]
    public async Task A_list_goes_on_after_any_run()
    {
        var runs = new RunLog(_tables);
        var all = Enumerable.Range(0, 6).Select(i => Run(i, i % 2 == 0 ? "m" : "other")).ToList();
        foreach (var run in all)
        {
            await runs.RecordAsync(run);
        }

        Assert.Equal(["m-2", "m-0"], await IdsAsync(runs, "m", after: all[4]));
        Assert.Equal(["m-2", "m-0"], await IdsAsync(runs, "m", after: all[3]));
        Assert.Equal(["m-0"], await IdsAsync(runs, "m", after: all[1]));
    }

    [Fact]
    public async Task Runs_that_an_older_version_recorded_are_listed_before_and_after_the_next_run()
    {
        for (var i = 0; i < 4; i++)
        {
            var run = Run(i, i % 2 == 0 ? "m" : "other");
            var time = (DateTimeOffset.MaxValue.Ticks - run.Started.UtcTicks).ToString("D19");
            TableWrite[] rows =
            [
                TableWrite.Insert($"run/{run.Run}", Json.Write(run)),
                TableWrite.Insert($"time/{time}/{run.Run}", run.Run),
            ];
            await _tables.WriteAsync(StorageNames.RunsTable, "runs", rows);
        }

        Assert.Equal(["m-2", "m-0"], await IdsAsync(new(_tables), "m"));
        await new RunLog(_tables).RecordAsync(Run(4, "m"));
        Assert.Equal(["m-4", "m-2", "m-0"], await IdsAsync(new(_tables), "m"));
        Assert.Equal(["other-3", "other-1"], await IdsAsync(new(_tables), "other"));
    }

    [Fact]
    public async Task Listing_one_model_s_data_sets_reads_its_rows_only()
    {
        var datasets = new DatasetCatalog(_tables, new(new InMemoryBlobStore(new FakeTime(Start))));
        for (var i = 0; i < 30; i++)
        {
            await datasets.ClaimAsync(new(i % 10 == 0 ? "m" : "other", 0, $"sha-{i}", "d", $"rows-{i}", "manifest", $"run-{i}"), null);
        }

        var before = _tables.RowsRead;
        Assert.Equal(["run-20", "run-10", "run-0"], await datasets.ListAsync("m").Select(entry => entry.Run).ToListAsync());
        Assert.Equal(3, _tables.RowsRead - before);
    }

    private static async Task<List<string>> IdsAsync(RunLog runs, string model, RunRecord? after = null) =>
        await runs.ListAsync(model, after: after).Select(run => run.Run).ToListAsync();

    private static RunRecord Run(int number, string model) =>
        new()
        {
            Run = $"{model}-{number}",
            Model = model,
            Trigger = RunTrigger.Drop,
            By = "test",
            Started = Start.AddMinutes(number),
            Status = RunStatus.Running,
        };
}
