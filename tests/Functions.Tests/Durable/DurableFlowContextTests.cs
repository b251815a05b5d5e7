using Microsoft.DurableTask;
using MLOpsFunctions.Functions.Durable;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Functions.Tests.Durable;

public sealed class DurableFlowContextTests
{
    private static readonly Activity<Order, Bill> Bake = new("bake");
    private static readonly Flow<Order, Bill> Child = new("child", (_, _) => throw new InvalidOperationException("runs elsewhere"));
    private static readonly Problem Sold = new("Sold out", "no bread", "bread", "shelf 2", "Come earlier", 409);

    private readonly FakeOrchestration _durable = new("shop", "{}");

    private DurableFlowContext Context => new(_durable);

    [Fact]
    public async Task An_activity_gets_and_gives_JSON()
    {
        _durable.Activities["bake"] = _ =>
            Json.Write(new ActivityResult(System.Text.Json.JsonSerializer.SerializeToElement(new Bill(7), Json.Compact)));

        Assert.Equal(new Bill(7), await Context.CallAsync(Bake, new("rye", 2)));
        Assert.Equal("""activity bake {"bread":"rye","count":2}""", Assert.Single(_durable.Asked));
    }

    [Fact]
    public async Task Retries_become_a_retry_policy()
    {
        _durable.Activities["bake"] = _ => """{"value":{"price":1}}""";
        await Context.CallAsync(Bake, new("rye", 1), new ActivityRetry(4, TimeSpan.FromSeconds(2), 3, TimeSpan.FromSeconds(30)));

        var policy = _durable.Options!.Retry!.Policy!;
        Assert.Equal(
            (4, 2d, 3d, 30d),
            (
                policy.MaxNumberOfAttempts,
                policy.FirstRetryInterval.TotalSeconds,
                policy.BackoffCoefficient,
                policy.MaxRetryInterval.TotalSeconds
            )
        );
    }

    [Fact]
    public async Task One_attempt_is_no_policy()
    {
        _durable.Activities["bake"] = _ => """{"value":{"price":1}}""";
        await Context.CallAsync(Bake, new("rye", 1), new ActivityRetry(1, TimeSpan.Zero, 1, TimeSpan.Zero));

        Assert.Null(_durable.Options);
    }

    [Fact]
    public async Task A_failed_activity_names_itself_and_its_message()
    {
        _durable.Activities["bake"] = _ => throw new IOException("the oven is cold");

        var failure = await Assert.ThrowsAsync<FlowActivityException>(() => Context.CallAsync(Bake, new("rye", 1)));
        Assert.Equal(("bake", "the oven is cold", null), (failure.Name, failure.Message, failure.Problem));
    }

    [Fact]
    public async Task A_problem_comes_through_whole()
    {
        var answer = await ActivityResult.OfAsync(() => throw new ProblemException(Sold));
        _durable.Activities["bake"] = _ => answer;

        var failure = await Assert.ThrowsAsync<FlowActivityException>(() => Context.CallAsync(Bake, new("rye", 1)));
        Assert.Equal(Sold, failure.Problem);
    }

    [Fact]
    public async Task An_activity_that_breaks_is_left_to_the_retry_policy() =>
        await Assert.ThrowsAsync<IOException>(() => ActivityResult.OfAsync(() => throw new IOException("the oven is cold")));

    [Fact]
    public async Task A_child_flow_runs_under_its_id()
    {
        _durable.Activities["find-flow"] = _ => """{"value":null}""";
        _durable.Children["child"] = _ => """{"price":9}""";

        Assert.Equal(new Bill(9), await Context.CallFlowAsync(Child, new("rye", 3), "run-1.child"));
        Assert.Equal("run-1.child", Assert.IsType<SubOrchestrationOptions>(_durable.Options).InstanceId);
        Assert.Equal(["activity find-flow run-1.child", """flow child {"bread":"rye","count":3}"""], _durable.Asked);
    }

    [Fact]
    public async Task A_child_flow_that_has_ended_answers_again()
    {
        _durable.Activities["find-flow"] = _ => Found(new("c", "child", FlowState.Completed, default, Output: """{"price":5}"""));

        Assert.Equal(new Bill(5), await Context.CallFlowAsync(Child, new("rye", 3), "c"));
        Assert.DoesNotContain(_durable.Asked, asked => asked.StartsWith("flow"));
    }

    [Fact]
    public async Task A_child_flow_that_somebody_else_runs_is_waited_for()
    {
        var answers = new Queue<FlowInstance>([
            new("c", "child", FlowState.Running, default),
            new("c", "child", FlowState.Completed, default, Output: """{"price":5}"""),
        ]);
        _durable.Activities["find-flow"] = _ => Found(answers.Dequeue());

        Assert.Equal(new Bill(5), await Context.CallFlowAsync(Child, new("rye", 3), "c"));
        Assert.Single(_durable.Asked, asked => asked.StartsWith("timer"));
    }

    [Fact]
    public async Task A_failed_child_flow_carries_its_problem()
    {
        _durable.Activities["find-flow"] = _ => """{"value":null}""";
        _durable.Children["child"] = _ => throw new FlowFailedException("no", Sold);

        var failure = await Assert.ThrowsAsync<FlowActivityException>(() => Context.CallFlowAsync(Child, new("rye", 3), "c"));
        Assert.Equal(("child", "no", Sold), (failure.Name, failure.Message, failure.Problem));
    }

    [Fact]
    public async Task A_signal_is_an_event_with_a_timer()
    {
        _durable.Events["approval"] = """{"approved":true,"by":"ann","reason":null}""";

        var signal = await Context.WaitForSignalAsync<Approval>("approval", TimeSpan.FromDays(4));
        Assert.Equal(new(false, new Approval(true, "ann", null)), signal);
        Assert.Contains("timer 2026-03-05T12:00:00.0000000Z", _durable.Asked);
    }

    [Fact]
    public async Task No_signal_in_time_is_said_so() =>
        Assert.True((await Context.WaitForSignalAsync<Approval>("approval", TimeSpan.FromDays(4))).TimedOut);

    [Fact]
    public async Task A_delay_is_a_durable_timer()
    {
        await Context.DelayUntilAsync(new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));
        await Context.DelayUntilAsync(new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal(["timer 2026-03-02T00:00:00.0000000Z"], _durable.Asked);
    }

    [Fact]
    public void A_report_is_the_custom_status()
    {
        Context.Report(new("train", 0.5, "Trial 3 of 6"));

        Assert.Equal("""{"stage":"train","fraction":0.5,"message":"Trial 3 of 6"}""", _durable.Status);
    }

    [Fact]
    public void Time_is_the_orchestration_s() => Assert.Equal(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), Context.Now);

    private static string Found(FlowInstance instance) =>
        Json.Write(new ActivityResult(System.Text.Json.JsonSerializer.SerializeToElement(instance, Json.Compact)));

    public sealed record Order(string Bread, int Count);

    public sealed record Bill(int Price);
}
