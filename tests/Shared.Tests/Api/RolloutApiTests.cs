namespace MLOpsFunctions.Shared.Tests.Api;

public sealed class RolloutApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    public Task InitializeAsync() => fixture.ServeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Asks a second later: without a key of the caller's, the time tells one request from another.</summary>
    private Task<(int Status, System.Text.Json.JsonElement Body)> SteerAsync(string path, string body = "{}")
    {
        fixture.Serving.Stores.Time.Now += TimeSpan.FromSeconds(1);
        return fixture.PostAsync($"/api/models/{path}", body);
    }

    [Fact]
    public async Task A_promotion_by_hand_names_version_person_and_reason_and_is_answered_with_its_entry()
    {
        Assert.Equal(400, (await fixture.PostAsync("/api/models/bikes/promote", """{"by":"ada","reason":"why"}""")).Status);
        Assert.Equal(400, (await fixture.PostAsync("/api/models/bikes/promote", """{"version":2,"by":"ada"}""")).Status);
        Assert.Equal(400, (await fixture.PostAsync("/api/models/bikes/promote", """{"version":2,"reason":"why"}""")).Status);
        Assert.Equal(404, (await fixture.PostAsync("/api/models/none/promote", """{"version":2,"by":"ada","reason":"why"}""")).Status);
        Assert.Equal(409, (await fixture.PostAsync("/api/models/bikes/promote", """{"version":9,"by":"ada","reason":"why"}""")).Status);
        Assert.Equal(400, (await fixture.PostAsync("/api/models/groups/hold", $$"""{"by":"{{new string('x', 255)}}"}""")).Status);

        var (status, body) = await fixture.PostAsync("/api/models/bikes/promote", """{"version":2,"by":"ada","reason":"why"}""");

        Assert.Equal((200, 2), (status, body.GetProperty("champion").GetInt32()));
        Assert.Equal("bake", body.GetProperty("rollout").GetProperty("stage").GetString());
        Assert.Equal("ada", body.GetProperty("entry").GetProperty("by").GetString());
        Assert.Equal(2, (await fixture.GetAsync("/api/models/bikes")).Body.GetProperty("champion").GetInt32());
        Assert.Equal(200, (await SteerAsync("bikes/hold")).Status);
        Assert.Equal(409, (await SteerAsync("bikes/hold", """{"version":2}""")).Status);
        Assert.Equal(200, (await SteerAsync("bikes/release")).Status);
    }

    [Fact]
    public async Task What_is_pinned_or_frozen_says_so_until_it_is_released()
    {
        Assert.Equal("pinned", (await SteerAsync("odd/pin")).Body.GetProperty("control").GetString());
        Assert.Equal("frozen", (await SteerAsync("odd/freeze")).Body.GetProperty("control").GetString());
        Assert.False((await SteerAsync("odd/release")).Body.TryGetProperty("control", out _));
        Assert.Equal(409, (await SteerAsync("odd/release")).Status);
        Assert.Equal(409, (await SteerAsync("odd/abandon")).Status);
    }
}
