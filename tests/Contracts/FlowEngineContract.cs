using System.Collections.Concurrent;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Contracts;

/// <summary>What every engine owes a flow. An engine's test project derives from it.</summary>
public abstract class FlowEngineContract : IAsyncLifetime
{
    private static readonly ActivityRetry Soon = new(3, TimeSpan.FromMilliseconds(1), 1, TimeSpan.FromMilliseconds(1));
    private static readonly Activity<int, int> Double = new("double");
    private static readonly Activity<string, int> Flaky = new("flaky");
    private static readonly Activity<string, int> Refuse = new("refuse");
    private static readonly Activity<string, int> Break = new("break");

    private static readonly Flow<int, int> Five = new(
        "five",
        async (context, x) =>
        {
            for (var i = 0; i < 5; i++)
            {
                x = await context.CallAsync(Double, x);
            }

            return x;
        }
    );

    private static readonly Flow<int, int[]> Fan = new(
        "fan",
        async (context, n) => await Task.WhenAll(Enumerable.Range(1, n).Select(i => context.CallAsync(Double, i)))
    );

    private static readonly Flow<string, int> FlakyFlow = new("flaky-flow", (context, key) => context.CallAsync(Flaky, key, Soon));
    private static readonly Flow<string, int> BreakFlow = new("break-flow", (context, key) => context.CallAsync(Break, key, Soon));

    private static readonly Flow<string, string> Catching = new(
        "catching",
        async (context, key) =>
        {
            try
            {
                await context.CallAsync(Refuse, key, Soon);
                return "no failure";
            }
            catch (FlowActivityException failure)
            {
                return $"{failure.Name}|{failure.Problem?.Title}";
            }
        }
    );

    private static readonly Flow<int, string> Signalled = new(
        "signalled",
        async (context, milliseconds) =>
        {
            var signal = await context.WaitForSignalAsync<string>("go", TimeSpan.FromMilliseconds(milliseconds));
            return signal.TimedOut ? "timed out" : signal.Value!;
        }
    );

    private static readonly Flow<int, string> TwoSignals = new(
        "two-signals",
        async (context, _) =>
        {
            var first = await context.WaitForSignalAsync<string>("go", TimeSpan.FromHours(1));
            var second = await context.WaitForSignalAsync<string>("go", TimeSpan.FromHours(1));
            return $"{first.Value},{second.Value}";
        }
    );

    private static readonly Flow<int, bool> Delayed = new(
        "delayed",
        async (context, milliseconds) =>
        {
            var due = context.Now + TimeSpan.FromMilliseconds(milliseconds);
            await context.DelayUntilAsync(due);
            return context.Now >= due;
        }
    );

    private static readonly Flow<string, int> Parent = new(
        "parent",
        async (context, child) => await context.CallFlowAsync(Five, 1, child) + 1
    );
    private static readonly Flow<string, int> ParentOfBroken = new(
        "parent-of-broken",
        (context, child) => context.CallFlowAsync(BreakFlow, child, child)
    );

    private readonly ConcurrentDictionary<string, int> _attempts = new();
    private int _ids;

    /// <summary>The engine under test, running these flows and activities.</summary>
    protected abstract Task<IFlowClient> StartEngineAsync(IReadOnlyList<Flow> flows, IReadOnlyList<ActivityBinding> activities);

    /// <summary>Waits until an instance has ended.</summary>
    protected abstract Task<FlowInstance> EndOfAsync(string instance);

    protected IFlowClient Client { get; private set; } = null!;

    public async Task InitializeAsync() =>
        Client = await StartEngineAsync(
            [Five, Fan, FlakyFlow, BreakFlow, Catching, Signalled, TwoSignals, Delayed, Parent, ParentOfBroken],
            [
                ActivityBinding.Bind(Double, (x, _) => Task.FromResult(2 * x)),
                ActivityBinding.Bind(
                    Flaky,
                    (key, _) =>
                        _attempts.AddOrUpdate(key, 1, (_, n) => n + 1) < 3
                            ? throw new IOException("not yet")
                            : Task.FromResult(_attempts[key])
                ),
                ActivityBinding.Bind(
                    Refuse,
                    (key, _) =>
                    {
                        _attempts.AddOrUpdate(key, 1, (_, n) => n + 1);
                        return Task.FromException<int>(new ProblemException(new("Refused", Try: "something else")));
                    }
                ),
                ActivityBinding.Bind(
                    Break,
                    (key, _) =>
                    {
                        _attempts.AddOrUpdate(key, 1, (_, n) => n + 1);
                        return Task.FromException<int>(new IOException("broken"));
                    }
                ),
            ]
        );

    public abstract Task DisposeAsync();

    [Fact]
    public async Task Steps_follow_one_another() => Assert.Equal("64", (await RunAsync(Five, 2)).Output);

    [Fact]
    public async Task Activities_fan_out_and_results_keep_their_order() =>
        Assert.Equal("[2,4,6,8,10,12,14,16]", (await RunAsync(Fan, 8)).Output);

    [Fact]
    public async Task A_failed_activity_is_tried_again() => Assert.Equal("3", (await RunAsync(FlakyFlow, "retry")).Output);

    [Fact]
    public async Task Retries_end_and_the_failure_reaches_the_instance()
    {
        var ended = await RunAsync(BreakFlow, "for-good");

        Assert.Equal(FlowState.Failed, ended.State);
        Assert.Contains("broken", ended.Error);
        Assert.Null(ended.Problem);
        Assert.Equal(3, _attempts["for-good"]);
    }

    [Fact]
    public async Task A_problem_is_not_tried_again_and_travels_to_the_caller()
    {
        Assert.Equal("\"refuse|Refused\"", (await RunAsync(Catching, "problem")).Output);
        Assert.Equal(1, _attempts["problem"]);
    }

    [Fact]
    public async Task An_id_starts_one_instance()
    {
        Assert.True(await Client.StartAsync(Five, 1, "once"));
        Assert.False(await Client.StartAsync(Five, 2, "once"));
        Assert.Equal("32", (await EndOfAsync("once")).Output);
        Assert.False(await Client.StartAsync(Five, 2, "once"));
    }

    [Fact]
    public async Task A_signal_wakes_who_waits_for_it()
    {
        await Client.StartAsync(Signalled, 3_600_000, "signal");
        Assert.True(await Client.SignalAsync("signal", "go", "now"));
        Assert.Equal("\"now\"", (await EndOfAsync("signal")).Output);
    }

    [Fact]
    public async Task Signals_are_kept_until_asked_for_each_for_one_wait()
    {
        await Client.StartAsync(TwoSignals, 0, "two");
        Assert.True(await Client.SignalAsync("two", "go", "a"));
        Assert.True(await Client.SignalAsync("two", "go", "b"));
        Assert.Equal("\"a,b\"", (await EndOfAsync("two")).Output);
    }

    [Fact]
    public async Task Waiting_for_a_signal_ends_with_the_timeout() => Assert.Equal("\"timed out\"", (await RunAsync(Signalled, 20)).Output);

    [Fact]
    public async Task Nobody_is_signalled_where_no_instance_is_open()
    {
        await RunAsync(Five, 1, "ended");

        Assert.False(await Client.SignalAsync("ended", "go", "late"));
        Assert.False(await Client.SignalAsync("never-started", "go", "early"));
    }

    [Fact]
    public async Task A_timer_fires_at_its_time() => Assert.Equal("true", (await RunAsync(Delayed, 30)).Output);

    [Fact]
    public async Task A_child_flow_gives_its_result() => Assert.Equal("33", (await RunAsync(Parent, "a-child")).Output);

    [Fact]
    public async Task A_child_that_has_ended_answers_with_its_result()
    {
        await RunAsync(Five, 3, "elder");

        Assert.Equal("97", (await RunAsync(Parent, "elder")).Output);
    }

    [Fact]
    public async Task A_childs_failure_reaches_its_parent()
    {
        var ended = await RunAsync(ParentOfBroken, "broken-child");

        Assert.Equal(FlowState.Failed, ended.State);
        Assert.Contains("broken", ended.Error);
    }

    [Fact]
    public async Task There_is_no_instance_that_was_not_started() => Assert.Null(await Client.FindAsync("nobody"));

    private async Task<FlowInstance> RunAsync<TIn, TOut>(Flow<TIn, TOut> flow, TIn input, string? id = null)
    {
        id ??= $"{flow.Name}-{Interlocked.Increment(ref _ids)}";
        await Client.StartAsync(flow, input, id);
        return await EndOfAsync(id);
    }
}
