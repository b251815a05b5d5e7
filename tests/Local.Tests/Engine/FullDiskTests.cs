using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Local.Engine;
using MLOpsFunctions.Local.Stores;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Tests.Engine;

/// <summary>A disk that takes nothing more, and has room again later.</summary>
public sealed class FullDiskTests : IDisposable
{
    private static readonly Activity<int, int> Double = new("double");
    private static readonly Flow<int, int> Twice = new(
        "twice",
        async (context, x) => await context.CallAsync(Double, await context.CallAsync(Double, x))
    );
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>SQLite ends the transaction itself then; to roll it back once more hid the cause.</summary>
    [Fact]
    public void A_transaction_that_sqlite_has_ended_tells_its_cause_and_leaves_a_usable_writer()
    {
        using var connection = HistorySchema.Prepare(_folder["engine.db"]);
        using var writer = new HistoryWriter(connection);
        var pages = Execute(connection, "PRAGMA page_count");
        Execute(connection, $"PRAGMA max_page_count = {pages + 2}");

        writer.Begin();
        var fault = Assert.Throws<SqliteException>(() => writer.Create("one", "twice", null, Started(new string('x', 1_000_000))));
        writer.Rollback();

        Assert.Equal(13, fault.SqliteErrorCode);
        Assert.Equal("The disk is full", SqliteFaults.Unwritable(fault, "engine.db")!.Problem.Title);
        Execute(connection, "PRAGMA max_page_count = 1000000");
        writer.Begin();
        Assert.True(writer.Create("one", "twice", null, Started("1")));
        writer.Commit();
    }

    [Fact]
    public async Task A_step_that_has_no_room_is_told_and_done_once_there_is_some()
    {
        var (isFull, runs, problems) = (false, 0, new List<Problem>());
        var options = new EngineOptions
        {
            Database = _folder["engine.db"],
            RetryUnwritableAfter = TimeSpan.FromMilliseconds(1),
            OnCommit = when =>
            {
                if (Volatile.Read(ref isFull) && when == "before")
                {
                    throw new SqliteException("database or disk is full", 13);
                }
            },
        };
        await using var engine = Open(
            options,
            x =>
            {
                Volatile.Write(ref isFull, ++runs == 1);
                return 2 * x;
            }
        );
        engine.StorageFailed += problem =>
        {
            problems.Add(problem);
            Volatile.Write(ref isFull, false);
        };

        await engine.StartAsync(Twice, 1, "one");
        var ended = await engine.WaitAsync("one");

        Assert.Equal((FlowState.Completed, "4"), (ended.State, ended.Output));
        Assert.All(problems, problem => Assert.Equal(("The disk is full", 507), (problem.Title, problem.Status)));
        Assert.NotEmpty(problems);
    }

    /// <summary>It costs none of its attempts, and the flow does not end for it.</summary>
    [Fact]
    public async Task An_activity_that_has_no_room_is_run_again_as_often_as_it_takes()
    {
        var (tries, told) = (0, 0);
        await using var engine = Open(
            new() { Database = _folder["engine.db"], RetryUnwritableAfter = TimeSpan.FromMilliseconds(1) },
            x => ++tries <= 12 ? throw new IOException("No space left on device", 28) : 2 * x
        );
        engine.StorageFailed += _ => told++;

        await engine.StartAsync(Twice, 1, "one");
        var ended = await engine.WaitAsync("one");

        Assert.Equal((FlowState.Completed, "4", 12), (ended.State, ended.Output, told));
    }

    [Fact]
    public async Task Files_of_dead_processes_are_removed_and_those_of_living_ones_stay()
    {
        var workers = Directory.CreateDirectory($"{_folder["engine.db"]}.workers").FullName;
        foreach (var name in new[] { "dead", "fresh" })
        {
            await File.WriteAllTextAsync(Path.Combine(workers, name), "");
        }

        File.SetLastWriteTimeUtc(Path.Combine(workers, "dead"), DateTime.UtcNow.AddHours(-1));
        await using var living = Open(new() { Database = _folder["engine.db"] }, x => x, "living");
        File.SetLastWriteTimeUtc(Path.Combine(workers, "living"), DateTime.UtcNow.AddHours(-1));
        await using var next = Open(new() { Database = _folder["engine.db"] }, x => x, "next");

        Assert.Equal(["fresh", "living", "next"], Directory.GetFiles(workers).Select(Path.GetFileName).Order());
    }

    private static DurableEngine Open(EngineOptions options, Func<int, int> run, string owner = "tests") =>
        new(
            options,
            [Twice],
            [ActivityBinding.Bind(Double, (x, _) => Task.FromResult(run(x)))],
            owner,
            TimeProvider.System,
            NullLogger<DurableEngine>.Instance
        );

    private static FlowEvent Started(string payload) => new(FlowEventKind.Started, -1, "twice", payload, DateTimeOffset.UnixEpoch);

    private static long Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
