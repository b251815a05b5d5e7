using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Benchmarks.Running;
using MLOpsFunctions.Local.Engine;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Benchmarks.Benches;

/// <summary>
/// The durable engine of one machine, on a new SQLite file with <c>synchronous=FULL</c>, with activities that do
/// nothing.
/// </summary>
internal sealed class EngineBench : Bench
{
    /// <summary>What SQLite's log takes for a small transaction.</summary>
    private const int PageBytes = 4096;

    private static readonly Activity<int, int> Increment = new("increment");

    private static readonly Flow<int, int> Steps = new(
        "steps",
        async (context, steps) =>
        {
            var value = 0;
            for (var i = 0; i < steps; i++)
            {
                value = await context.CallAsync(Increment, value);
            }

            return value;
        }
    );

    private static readonly Flow<int, int> Waiting = new(
        "waiting",
        async (context, steps) =>
        {
            await Steps.RunAsync(context, steps);
            return (await context.WaitForSignalAsync<int>("go", Timeout.InfiniteTimeSpan)).Value;
        }
    );

    public override string Name => "engine";

    public override string Measures =>
        "step: median seconds of one durable step of a flow, against 4 KiB appended and synced on the "
        + "same disk; flows: as many instances of five steps; recovery: ten times as many open instances "
        + "taken over";

    public override int Rows => 1000;

    public override IReadOnlyList<Side> Sides { get; } =
    [
        new("step", Step),
        new("append and fsync", AppendAndSync),
        new("flows", Flows) { Compared = false },
        new("recovery", Recover) { Compared = false },
    ];

    /// <summary>
    /// The time from one call of the activity to the next holds all that a step costs: answer, replay-safe turn,
    /// commit, next call.
    /// </summary>
    private static Measurement Step(SideInput input) =>
        Scratch.With(folder =>
        {
            var calls = new List<long>();
            var run = OnEngine(
                folder,
                input.Rows,
                async engine =>
                {
                    await engine.StartAsync(Steps, input.Rows, "sequential");
                    return (await engine.WaitAsync("sequential")).State;
                },
                () => calls.Add(Stopwatch.GetTimestamp())
            );
            return Percentiles(run, [.. calls.Zip(calls.Skip(1), Stopwatch.GetElapsedTime)]) with { Shape = $"{input.Rows} commits" };
        });

    private static Measurement AppendAndSync(SideInput input) =>
        Scratch.With(folder =>
        {
            using var file = new FileStream(Path.Combine(folder, "log"), FileMode.CreateNew, FileAccess.Write, FileShare.Read, 0);
            var (page, times) = (new byte[PageBytes], new TimeSpan[input.Rows]);
            var run = Measurement.Of(
                () =>
                {
                    for (var i = 0; i < input.Rows; i++)
                    {
                        var started = Stopwatch.GetTimestamp();
                        file.Write(page);
                        file.Flush(flushToDisk: true);
                        times[i] = Stopwatch.GetElapsedTime(started);
                    }

                    return input.Rows;
                },
                rows => $"{rows} commits"
            );
            return Percentiles(run, times);
        });

    private static Measurement Flows(SideInput input) =>
        Scratch.With(folder =>
        {
            const int events = 12; // Started, five times asked for and completed, ended.
            var run = OnEngine(
                folder,
                input.Rows,
                async engine =>
                {
                    var ids = Enumerable.Range(0, input.Rows).Select(i => $"flow-{i}").ToArray();
                    await Task.WhenAll(ids.Select(id => engine.StartAsync(Steps, 5, id)));
                    var ends = await Task.WhenAll(ids.Select(id => engine.WaitAsync(id)));
                    return ends.All(end => end.Output == "5") ? FlowState.Completed : FlowState.Failed;
                }
            );
            return run with { Figures = new Dictionary<string, double> { ["historyEventsPerSecond"] = events * input.Rows / run.Seconds } };
        });

    /// <summary>Instances with three steps behind them wait for a signal; recovered is when the last one answers.</summary>
    private static Measurement Recover(SideInput input) =>
        Scratch.With(folder =>
        {
            var ids = Enumerable.Range(0, input.Rows * 10).Select(i => $"flow-{i:000000}").ToArray();
            OnEngine(
                folder,
                ids.Length,
                async engine =>
                {
                    await Task.WhenAll(ids.Select(id => engine.StartAsync(Waiting, 3, id)));
                    const int events = 8; // Started, three times asked for and completed, the signal awaited.
                    while (ids.Any(id => engine.Reader.Events(id).Count < events))
                    {
                        await Task.Delay(20);
                    }

                    return FlowState.Completed;
                }
            );
            return OnEngine(
                folder,
                ids.Length,
                async engine =>
                {
                    await engine.SignalAsync(ids[^1], "go", 1);
                    return (await engine.WaitAsync(ids[^1])).State;
                }
            );
        });

    private static Measurement OnEngine(string folder, int count, Func<DurableEngine, Task<FlowState>> use, Action? onCall = null) =>
        Measurement.Of(
            () =>
                Task.Run(async () =>
                    {
                        var increment = ActivityBinding.Bind(
                            Increment,
                            (value, _) =>
                            {
                                onCall?.Invoke();
                                return Task.FromResult(value + 1);
                            }
                        );
                        var options = new EngineOptions { Database = Path.Combine(folder, "engine.db") };
                        await using var engine = new DurableEngine(
                            options,
                            [Steps, Waiting],
                            [increment],
                            Guid.NewGuid().ToString("N"),
                            TimeProvider.System,
                            NullLogger<DurableEngine>.Instance
                        );
                        await engine.StartAsync();
                        return await use(engine) == FlowState.Completed ? count : throw new InvalidOperationException("The flow failed.");
                    })
                    .GetAwaiter()
                    .GetResult(),
            done => $"{done} instances"
        );

    /// <summary>As the time of one: the median, with the tail beside it.</summary>
    private static Measurement Percentiles(Measurement run, TimeSpan[] times)
    {
        var sorted = times.Select(time => time.TotalSeconds).Order().ToArray();
        return run with
        {
            Seconds = sorted[sorted.Length / 2],
            Figures = new Dictionary<string, double> { ["p99Milliseconds"] = sorted[sorted.Length * 99 / 100] * 1000 },
        };
    }
}
