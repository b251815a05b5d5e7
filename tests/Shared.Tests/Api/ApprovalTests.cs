using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Shared.Tests.Api;

public sealed class ApprovalTests : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task An_approval_reaches_the_run_that_waits_and_no_other()
    {
        await _api.Runs.RecordAsync(ApiFixture.Run("run-1", "bikes", RunStatus.AwaitingApproval, 0));
        await _api.Runs.RecordAsync(ApiFixture.Run("run-2", "bikes", RunStatus.Running, 0));

        Assert.Equal(
            202,
            (await _api.PostAsync("/api/runs/run-1/approval", """{"approved": false, "by": "Ada", "reason": "not today"}""")).Status
        );
        Assert.Equal(409, (await _api.PostAsync("/api/runs/run-2/approval", """{"approved": true, "by": "Ada"}""")).Status);
        Assert.Equal(404, (await _api.PostAsync("/api/runs/run-3/approval", """{"approved": true, "by": "Ada"}""")).Status);
        Assert.Equal([("run-1", "approval", new Approval(false, "Ada", "not today"))], _api.Flows.Signals);
    }

    [Fact]
    public async Task The_first_answer_to_a_run_counts_and_later_ones_are_told_so()
    {
        await _api.Runs.RecordAsync(ApiFixture.Run("run-1", "bikes", RunStatus.AwaitingApproval, 0));
        await _api.PostAsync("/api/runs/run-1/approval", """{"approved": false, "by": "Ada", "reason": "not today"}""");

        var (status, problem) = await _api.PostAsync("/api/runs/run-1/approval", """{"approved": true, "by": "Bob"}""");

        Assert.Equal((409, "rejected by Ada"), (status, problem.GetProperty("found").GetString()));
        Assert.All(_api.Flows.Signals, signal => Assert.Equal(new Approval(false, "Ada", "not today"), signal.Value));
    }

    [Fact]
    public async Task Of_many_answers_at_once_one_counts()
    {
        await _api.Runs.RecordAsync(ApiFixture.Run("run-1", "bikes", RunStatus.AwaitingApproval, 0));

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(person => _api.PostAsync("/api/runs/run-1/approval", $$"""{"approved": true, "by": "person {{person}}"}"""))
        );

        Assert.Equal([202, .. Enumerable.Repeat(409, 9)], answers.Select(answer => answer.Status).Order());
        Assert.Single(_api.Flows.Signals.Select(signal => signal.Value).Distinct());
    }

    [Fact]
    public async Task Who_is_signed_in_answers_whatever_name_the_body_says()
    {
        await _api.Runs.RecordAsync(ApiFixture.Run("run-1", "bikes", RunStatus.AwaitingApproval, 0));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/runs/run-1/approval")
        {
            Content = new StringContent("""{"approved": true, "by": "Mallory"}"""),
            Headers = { { ApiFixture.SignedIn, "ann@contoso.example" } },
        };

        Assert.Equal(202, (await ApiFixture.ReadAsync(await _api.Client.SendAsync(request))).Status);
        Assert.Equal([("run-1", "approval", new Approval(true, "ann@contoso.example", null))], _api.Flows.Signals);
    }

    [Fact]
    public async Task Who_is_signed_in_without_a_name_cannot_take_the_bodys()
    {
        await _api.Runs.RecordAsync(ApiFixture.Run("run-1", "bikes", RunStatus.AwaitingApproval, 0));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/runs/run-1/approval")
        {
            Content = new StringContent("""{"approved": true, "by": "Mallory"}"""),
            Headers = { { ApiFixture.SignedIn, " " } },
        };

        Assert.Equal(400, (await ApiFixture.ReadAsync(await _api.Client.SendAsync(request))).Status);
        Assert.Empty(_api.Flows.Signals);
    }

    [Theory]
    [InlineData("""{"by": "Ada"}""", "'approved' is missing")]
    [InlineData("""{"approved": true}""", "'by' is missing")]
    [InlineData("""{"approved": true, "by": " "}""", "'by' is missing")]
    [InlineData("""{"approved": true, "by": "http"}""", "'by' is missing")]
    [InlineData("""{"approved": false, "by": "Ada"}""", "'reason' is missing")]
    [InlineData("""{"approved": "yes", "by": "Ada"}""", "true or false")]
    public async Task A_decision_carries_a_name_and_a_rejection_a_reason(string body, string part)
    {
        await _api.Runs.RecordAsync(ApiFixture.Run("run-1", "bikes", RunStatus.AwaitingApproval, 0));

        var (status, problem) = await _api.PostAsync("/api/runs/run-1/approval", body);

        Assert.Equal(400, status);
        Assert.Contains(part, problem.GetProperty("detail").GetString());
        Assert.Empty(_api.Flows.Signals);
    }
}
