using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notifications;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>From a dropped file to the file of notifications.</summary>
public sealed class NotificationPipelineTests : PipelineFixture
{
    [Fact]
    public async Task A_deployment_and_a_refused_file_are_told_once_each()
    {
        await DefineAsync($$"""{{Fast}}, "notify": { "disk": { "kind": "file" } } }""");
        var run = await DropAsync("a.csv", Rentals(400));
        await DropAsync("b.csv", "not,the\nright,columns\n");
        var dispatch = new NotificationDispatch(Workspace.Services, NullLogger.Instance);
        for (var i = 0; i < 3; i++)
        {
            await dispatch.TickAsync();
        }

        Assert.True(run.Deployed, run.Message);
        var lines = await File.ReadAllLinesAsync(Path.Combine(Workspace.Path, "notifications.jsonl"));
        var told = lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["mlops.deployed", "mlops.runFailed"], told.Select(one => one.GetProperty("type").GetString()).Order());
        Assert.All(told, one => Assert.Equal("1.0", one.GetProperty("specversion").GetString()));
        var deliveries = await Workspace.Services.Notifications.ListAsync("m").ToListAsync();
        Assert.All(deliveries, entry => Assert.Equal(DeliveryStatus.Delivered, entry.Delivery.Status));
        Assert.All(deliveries, entry => Assert.Single(entry.Delivery.Attempts));
    }

    [Fact]
    public async Task Approval_is_asked_for_with_a_link()
    {
        await DefineAsync($$"""{{Fast}}, "rollout": { "approval": true }, "notify": { "disk": { "kind": "file" } } }""");
        var run = await DropAsync("a.csv", Rentals(400));
        await new NotificationDispatch(Workspace.Services, NullLogger.Instance).TickAsync();

        var (_, delivery) = await Workspace.Services.Notifications.ListAsync().SingleAsync();
        Assert.Equal((NotifyEvent.ApprovalNeeded, $"/api/runs/{run.Run}"), (delivery.Notification.Event, delivery.Notification.Link));
    }

    private static string Rentals(int rows)
    {
        var csv = new StringBuilder("hour,temperature,rentals\n");
        for (var i = 0; i < rows; i++)
        {
            csv.Append(null, $"{i % 24},{(i * 7) % 30},{((i % 24) * 10) + ((i * 7) % 30)}\n");
        }

        return csv.ToString();
    }
}
