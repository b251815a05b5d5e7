using System.Collections.Concurrent;
using System.Diagnostics;
using MLOpsFunctions.Local.Demo;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>One trace from the drop of a file to the version that serves.</summary>
public sealed class TraceTests : PipelineFixture
{
    [Fact]
    public async Task Every_step_of_a_run_belongs_to_the_trace_of_its_drop()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Instruments.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var caller = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();
        await DefineAsync(Fast + "}");
        var run = await DropAsync("a.csv", RentalSample.Csv(1200, seed: 1));

        Assert.Equal(RunStatus.Deployed, run.Status);
        var version = await Workspace.Services.Registry.FindAsync("m", run.Version!.Value);
        Assert.Equal(caller.TraceId, ActivityContext.Parse(run.Trace!, null).TraceId);
        Assert.Equal(run.Trace, version!.Trace);
        var own = spans.Where(span => span.TraceId == caller.TraceId).ToList();
        string[] steps =
        [
            "drop",
            "ingest-file",
            "plan-training",
            "propose-trials",
            "train-candidate",
            "fit-winner",
            "evaluate-model",
            "register-model",
            "swap-slot",
        ];
        Assert.Empty(steps.Except(own.Select(span => span.OperationName)));
        var whole = Assert.Single(own, span => span.OperationName == "run");
        Assert.Equal((run.Started.UtcDateTime, run.Ended!.Value - run.Started), (whole.StartTimeUtc, whole.Duration));
        var drop = Assert.Single(own, span => span.OperationName == "drop");
        Assert.All(own.Where(span => span.OperationName == "train-candidate"), span => Assert.Equal(drop.SpanId, span.ParentSpanId));
        var judged = Assert.Single(own, span => span.OperationName == "evaluate-model");
        Assert.All(judged.Events, gate => Assert.Equal("gate", gate.Name));
        Assert.Equal(run.Verdict!.Gates.Count, judged.Events.Count());
    }
}
