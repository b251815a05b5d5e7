using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Local.Engine;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Tests.Engine;

/// <summary>Stopping anywhere and starting again ends where an undisturbed run ends.</summary>
public sealed class RecoveryTests : IDisposable
{
    private static readonly Activity<int, int> Add = new("add");
    private static readonly Activity<int, int> Other = new("other");

    private static readonly Flow<int, int> Child = new(
        "child",
        async (context, x) => await context.CallAsync(Add, x) + await context.CallAsync(Add, x)
    );

    private static readonly Flow<int, int> Story = new(
        "story",
        async (context, x) =>
        {
            context.Report(new("start", 0, "begun"));
            x = await context.CallAsync(Add, x);
            var parts = await Task.WhenAll(
                context.CallAsync(Add, x),
                context.CallAsync(Add, x + 1),
                context.CallFlowAsync(Child, x, "story.child")
            );
            await context.DelayUntilAsync(context.Now + TimeSpan.FromMilliseconds(1));
            var signal = await context.WaitForSignalAsync<int>("more", TimeSpan.FromHours(1));
            return parts.Sum() + signal.Value;
        }
    );

    private readonly TemporaryFolder _folder = new();
    private int _owners;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_fault_at_any_commit_changes_nothing_in_the_end()
    {
        var commits = await RunStoryAsync("undisturbed", failAt: int.MaxValue);
        Assert.True(commits > 5);
        for (var n = 1; n <= commits; n++)
        {
            await RunStoryAsync($"fault-{n}", failAt: n);
        }
    }

    [Fact]
    public async Task Code_that_no_longer_fits_its_history_is_told_with_both_requests()
    {
        var before = new Flow<int, int>(
            "changing",
            async (context, x) =>
                await context.CallAsync(Add, x) + (await context.WaitForSignalAsync<int>("go", TimeSpan.FromHours(1))).Value
        );
        var after = new Flow<int, int>(
            "changing",
            async (context, x) =>
                await context.CallAsync(Other, x) + (await context.WaitForSignalAsync<int>("go", TimeSpan.FromHours(1))).Value
        );
        await using (var engine = await OpenAsync("changed", [before]))
        {
            await engine.StartAsync(before, 1, "one");
            await WaitUntilAsync(
                engine,
                "one",
                found => engine.Reader.Events("one").Any(entry => entry.Kind == FlowEventKind.SignalAwaited)
            );
        }

        await using var changed = await OpenAsync("changed", [after]);
        var ended = await changed.WaitAsync("one");

        Assert.Equal(FlowState.Failed, ended.State);
        Assert.Contains("request 0 was activity 'add'", ended.Error);
        Assert.Contains("asks for activity 'other'", ended.Error);
    }

    [Fact]
    public async Task Code_that_asks_for_less_than_its_history_is_told_what_is_missing()
    {
        var before = new Flow<int, int>(
            "shrinking",
            async (context, x) =>
                await context.CallAsync(Add, x) + (await context.WaitForSignalAsync<int>("go", TimeSpan.FromHours(1))).Value
        );
        var after = new Flow<int, int>("shrinking", (context, x) => context.CallAsync(Add, x));
        await using (var engine = await OpenAsync("shrunk", [before]))
        {
            await engine.StartAsync(before, 1, "one");
            await WaitUntilAsync(
                engine,
                "one",
                found => engine.Reader.Events("one").Any(entry => entry.Kind == FlowEventKind.SignalAwaited)
            );
        }

        await using var changed = await OpenAsync("shrunk", [after]);

        Assert.Contains("request 1 was signal 'go'", (await changed.WaitAsync("one")).Error);
    }

    [Fact]
    public async Task A_flow_that_awaits_what_is_not_of_its_context_fails_instead_of_hanging()
    {
        var never = new TaskCompletionSource();
        var foreign = new Flow<int, int>(
            "foreign",
            async (_, x) =>
            {
                await never.Task;
                return x;
            }
        );
        await using var engine = await OpenAsync("foreign", [foreign]);
        await engine.StartAsync(foreign, 1, "one");

        Assert.Contains("awaits something that is not of its context", (await engine.WaitAsync("one")).Error);
    }

    [Fact]
    public async Task A_payload_too_large_for_a_history_is_refused_with_its_size()
    {
        var large = new Flow<int, string>(
            "large",
            (context, n) => context.CallAsync(new Activity<string, string>("echo"), new string('x', n))
        );
        await using var engine = await OpenAsync("large", [large]);
        await engine.StartAsync(large, PayloadLimits.MaxBytes, "one");
        var ended = await engine.WaitAsync("one");

        Assert.Equal(FlowState.Failed, ended.State);
        Assert.Contains("too large", ended.Problem?.Title);
    }

    [Fact]
    public async Task An_engine_that_dies_leaves_its_instances_to_the_one_that_lives()
    {
        await using var survivor = await OpenAsync("shared", [Story, Child]);
        var doomed = await OpenAsync("shared", [Story, Child]);
        await doomed.StartAsync(Story, 1, "heritage");
        await WaitUntilAsync(
            doomed,
            "heritage",
            _ => doomed.Reader.Events("heritage").Any(entry => entry.Kind == FlowEventKind.SignalAwaited)
        );
        await doomed.DisposeAsync();

        Assert.True(await survivor.SignalAsync("heritage", "more", 100));
        Assert.Equal("113", (await survivor.WaitAsync("heritage")).Output);
    }

    [Fact]
    public async Task A_signal_sent_by_one_engine_reaches_the_instance_of_another()
    {
        await using var one = await OpenAsync("two", [Story, Child]);
        await using var other = await OpenAsync("two", [Story, Child]);
        await one.StartAsync(Story, 1, "far");

        Assert.True(await other.SignalAsync("far", "more", 100));
        Assert.Equal("113", (await other.WaitAsync("far")).Output);
        Assert.False(await other.StartAsync(Story, 1, "far"));
    }

    [Fact]
    public async Task What_ended_long_ago_can_be_forgotten()
    {
        await using var engine = await OpenAsync("purge", [Child]);
        await engine.StartAsync(Child, 1, "old");
        await engine.WaitAsync("old");

        Assert.Equal(0, await engine.PurgeAsync(TimeSpan.FromDays(1)));
        Assert.Equal(1, await engine.PurgeAsync(TimeSpan.FromDays(-1)));
        Assert.Null(await engine.FindAsync("old"));
        Assert.Empty(engine.Reader.Events("old"));
    }

    private async Task<int> RunStoryAsync(string name, int failAt)
    {
        var commits = 0;
        var engine = await OpenAsync(
            name,
            [Story, Child],
            moment =>
            {
                if (moment == "before" && Interlocked.Increment(ref commits) == failAt)
                {
                    throw new IOException("the disk is full");
                }
            }
        );
        try
        {
            await engine.StartAsync(Story, 1, "story");
        }
        catch (IOException)
        {
            // The start itself was not committed: whoever asked was told, and asks again.
            Assert.True(await engine.StartAsync(Story, 1, "story"));
        }

        try
        {
            await engine.SignalAsync("story", "more", 100);
        }
        catch (IOException)
        {
            Assert.True(await engine.SignalAsync("story", "more", 100));
        }

        var ended = await engine.WaitAsync("story");
        await engine.DisposeAsync();
        Assert.Equal("113", ended.Output);
        return commits;
    }

    private async Task<DurableEngine> OpenAsync(string name, Flow[] flows, Action<string>? onCommit = null)
    {
        var engine = new DurableEngine(
            new()
            {
                Database = _folder[$"{name}.db"],
                Poll = TimeSpan.FromMilliseconds(20),
                OnCommit = onCommit,
                ReloadAfter = TimeSpan.FromMilliseconds(5),
            },
            flows,
            [ActivityBinding.Bind(Add, (x, _) => Task.FromResult(x + 1)), ActivityBinding.Bind(Other, (x, _) => Task.FromResult(x + 1))],
            $"owner-{Interlocked.Increment(ref _owners)}",
            TimeProvider.System,
            NullLogger<DurableEngine>.Instance
        );
        await engine.StartAsync();
        return engine;
    }

    private static async Task WaitUntilAsync(DurableEngine engine, string instance, Func<FlowInstance, bool> condition)
    {
        while (await engine.FindAsync(instance) is not { } found || !condition(found))
        {
            await Task.Yield();
        }
    }
}
