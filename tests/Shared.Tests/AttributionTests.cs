using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Shared.Tests.Api;

namespace MLOpsFunctions.Shared.Tests;

/// <summary>Who asked and why, on every route that keeps it.</summary>
public sealed class AttributionTests : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("/api/models/bikes/retrain", """{ "by": "Ada\u001b[1A" }""", "by")]
    [InlineData("/api/models/bikes/retrain", """{ "by": "Ada", "reason": "\u202etxet" }""", "reason")]
    [InlineData("/api/models/bikes/rollback", """{ "by": "a\nb" }""", "by")]
    [InlineData("/api/models/bikes/rollback", """{ "by": "Ada", "reason": "a\u2028b" }""", "reason")]
    [InlineData("/api/runs/bikes-1/approval", """{ "approved": true, "by": "\u2067Ada" }""", "by")]
    [InlineData("/api/runs/bikes-1/approval", """{ "approved": false, "by": "Ada", "reason": "\u0000" }""", "reason")]
    public async Task A_name_or_a_reason_with_control_characters_is_refused_and_changes_nothing(string path, string body, string where)
    {
        await _api.ServeAsync();
        await _api.Serving.PromoteAsync(2);
        await _api.Runs.RecordAsync(Run("bikes-1"));

        var (status, problem) = await _api.PostAsync(path, body);

        Assert.Equal((400, where), (status, problem.GetProperty("where").GetString()));
        Assert.Empty(_api.Flows.Signals);
        Assert.Empty(_api.Flows.Started);
        Assert.Equal(2, (await _api.Serving.Deployments.GetAsync("bikes")).LiveVersion);
    }

    private static RunRecord Run(string id) =>
        new()
        {
            Run = id,
            Model = "bikes",
            Trigger = RunTrigger.Retrain,
            By = "Ada",
            Started = DateTimeOffset.UnixEpoch,
            Status = RunStatus.AwaitingApproval,
        };
}
