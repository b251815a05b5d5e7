using System.Security.Cryptography;
using System.Text;
using CloudNative.CloudEvents.SystemTextJson;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notifications;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Notifications;

/// <summary>Notifications reach their receivers at least once under the same id; the log has what happened.</summary>
public sealed class NotificationSenderTests
{
    private const string Secret = "a secret that nobody guesses";

    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Notification Sample = new("m/ledger/3", NotifyEvent.Deployed, "m", Start, "/api/models/m/ledger")
    {
        Version = 3,
        Previous = 2,
    };

    private readonly FakeTime _time = new(Start);
    private readonly InMemoryTableStore _tables = new();

    [Fact]
    public async Task A_webhook_is_a_CloudEvent_that_its_receiver_can_verify()
    {
        await using var receiver = await Receiver.StartAsync();
        await TellAsync(new NotifyChannel { Url = receiver.Url });

        var got = Assert.Single(receiver.Got);
        var told = new JsonEventFormatter().DecodeStructuredModeMessage(got.Body, new(got.ContentType), null);
        Assert.True(told.IsValid);
        Assert.Equal(("m/ledger/3", "mlops.deployed", "/api/models/m"), (told.Id, told.Type, told.Source!.ToString()));
        Assert.Equal(Start, told.Time);
        Assert.True(IsGenuine(got, Secret, Start));
        Assert.False(IsGenuine(got, "a secret that somebody guesses", Start));
        Assert.False(IsGenuine(got with { Body = [.. got.Body, (byte)' '] }, Secret, Start));
        Assert.False(IsGenuine(got, Secret, Start.AddMinutes(6))); // Replayed.
        Assert.Equal(DeliveryStatus.Delivered, (await ListAsync()).Single().Status);
    }

    [Fact]
    public async Task A_notification_that_is_recorded_twice_is_delivered_once()
    {
        await using var receiver = await Receiver.StartAsync();
        var channels = Channels(new NotifyChannel { Url = receiver.Url });
        Assert.True(await Log.RecordAsync(Sample, channels));
        Assert.False(await Log.RecordAsync(Sample with { At = Start.AddHours(1) }, channels));

        await Task.WhenAll(Sender().DeliverAsync(), Sender().DeliverAsync(), Sender().DeliverAsync());
        await Sender().DeliverAsync();

        Assert.Single(receiver.Got);
        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task A_receiver_that_fails_gets_the_same_id_again_after_longer_and_longer_waits()
    {
        await using var receiver = await Receiver.StartAsync((context, n) => Receiver.AnswerAsync(context, n < 3 ? 500 : 200));
        await TellAsync(new NotifyChannel { Url = receiver.Url });
        await Sender().DeliverAsync(); // Too early.
        Assert.Single(receiver.Got);

        _time.Advance(TimeSpan.FromSeconds(30));
        await Sender().DeliverAsync();
        _time.Advance(TimeSpan.FromSeconds(119));
        await Sender().DeliverAsync();
        Assert.Equal(2, receiver.Got.Count);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Sender().DeliverAsync();

        Assert.Equal(["m/ledger/3"], receiver.Got.Select(got => got.Headers["webhook-id"]).Distinct());
        Assert.All(receiver.Got.Zip([0, 30, 150]), pair => Assert.True(IsGenuine(pair.First, Secret, Start.AddSeconds(pair.Second))));
        var delivery = (await ListAsync()).Single();
        Assert.Equal(DeliveryStatus.Delivered, delivery.Status);
        Assert.Equal(
            [(1, DeliveryOutcome.ServerError, 500), (2, DeliveryOutcome.ServerError, 500), (3, DeliveryOutcome.Delivered, 200)],
            delivery.Attempts.Select(attempt => (attempt.Number, attempt.Outcome, attempt.HttpStatus!.Value))
        );
    }

    [Fact]
    public async Task A_receiver_that_never_answers_is_given_up_in_the_end_and_keeps_no_other_waiting()
    {
        var never = new TaskCompletionSource();
        await using var receiver = await Receiver.StartAsync((_, _) => never.Task);
        await using var other = await Receiver.StartAsync();
        await Log.RecordAsync(
            Sample,
            new Dictionary<string, NotifyChannel>
            {
                ["a"] = new() { Url = receiver.Url },
                ["b"] = new() { Url = other.Url },
            }
        );
        for (var attempt = 1; attempt <= DeliveryRules.MaxAttempts; attempt++)
        {
            var sending = Sender().DeliverAsync();
            while (receiver.Got.Count < attempt || (await ListAsync()).Single(one => one.Channel == "b").Status != DeliveryStatus.Delivered)
            {
                await Task.Yield();
            }

            _time.Advance(TimeSpan.FromSeconds(10));
            await sending;
            _time.Advance(TimeSpan.FromHours(6));
        }

        await Sender().DeliverAsync();
        never.SetResult();
        var hung = (await ListAsync()).Single(delivery => delivery.Channel == "a");
        Assert.Equal(DeliveryStatus.Failed, hung.Status);
        Assert.Equal(DeliveryRules.MaxAttempts, hung.Attempts.Count);
        Assert.All(hung.Attempts, attempt => Assert.Equal(DeliveryOutcome.Timeout, attempt.Outcome));
        Assert.Single(other.Got);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var inner = await Receiver.StartAsync();
        await using var receiver = await Receiver.StartAsync(
            (context, _) =>
            {
                context.Response.Redirect(inner.Url);
                return Task.CompletedTask;
            }
        );

        Assert.Equal(
            (DeliveryStatus.Failed, DeliveryOutcome.Redirected),
            await OutcomeAsync(new NotifyChannel { Url = receiver.Url }, allowPrivate: true)
        );
        Assert.Empty(inner.Got);
    }

    [Theory]
    [InlineData("https://127.0.0.1:{0}/", DeliveryOutcome.PrivateAddress)]
    [InlineData("https://localhost:{0}/", DeliveryOutcome.PrivateAddress)]
    [InlineData("https://[::1]:{0}/", DeliveryOutcome.PrivateAddress)]
    [InlineData("https://[::ffff:127.0.0.1]:{0}/", DeliveryOutcome.PrivateAddress)]
    [InlineData("https://2130706433:{0}/", DeliveryOutcome.PrivateAddress)]
    [InlineData("https://0x7f.1:{0}/", DeliveryOutcome.PrivateAddress)]
    [InlineData("https://169.254.169.254/latest", DeliveryOutcome.PrivateAddress)]
    [InlineData("http://127.0.0.1:{0}/", DeliveryOutcome.BadAddress)]
    [InlineData("http://93.184.216.34/", DeliveryOutcome.BadAddress)]
    [InlineData("file:///etc/passwd", DeliveryOutcome.BadAddress)]
    [InlineData("not an address", DeliveryOutcome.BadAddress)]
    [InlineData("https://user:word@127.0.0.1:{0}/", DeliveryOutcome.BadAddress)]
    public async Task Nothing_goes_to_a_private_address_or_in_the_clear(string url, DeliveryOutcome outcome)
    {
        await using var receiver = await Receiver.StartAsync();
        var channel = new NotifyChannel { Url = string.Format(null, url, receiver.Port) };

        Assert.Equal((DeliveryStatus.Failed, outcome), await OutcomeAsync(channel, allowPrivate: false));
        Assert.Empty(receiver.Got);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("short")]
    [InlineData("whsec_not base64 at all, whatever its length")]
    public async Task Nothing_goes_out_unsigned(string? secret)
    {
        await using var receiver = await Receiver.StartAsync();
        var channel = new NotifyChannel { Url = receiver.Url };

        Assert.Equal((DeliveryStatus.Pending, DeliveryOutcome.NoSecret), await OutcomeAsync(channel, true, secret));
        Assert.Empty(receiver.Got);
    }

    [Fact]
    public async Task Chats_get_their_own_form_from_an_address_that_the_definition_does_not_show()
    {
        await using var receiver = await Receiver.StartAsync();
        var settings = Settings(true, receiver.Url) with { PublicUrl = "https://mlops.example/" };
        await Log.RecordAsync(
            Sample with
            {
                Event = NotifyEvent.ApprovalNeeded,
                Link = "/api/runs/r",
            },
            new Dictionary<string, NotifyChannel>
            {
                ["s"] = new() { Kind = NotifyKind.Slack, UrlFrom = "MLOPS_ANY" },
                ["t"] = new() { Kind = NotifyKind.Teams, UrlFrom = "MLOPS_ANY" },
            }
        );
        await new NotificationSender(Log, settings, _time).DeliverAsync();

        var texts = receiver.Got.Select(got => Encoding.UTF8.GetString(got.Body)).Order().ToList();
        Assert.Contains("\"contentType\":\"application/vnd.microsoft.card.adaptive\"", texts.Single(text => text.Contains("attachments")));
        Assert.StartsWith("{\"text\":\"Version 3 of m passed its gates", texts.Single(text => !text.Contains("attachments")));
        Assert.All(texts, text => Assert.Contains("https://mlops.example/api/runs/r", text));
    }

    [Fact]
    public async Task A_token_of_the_app_goes_to_Event_Grid_and_nowhere_else()
    {
        await using var receiver = await Receiver.StartAsync();
        var asked = 0;
        var settings = Settings(true, Secret) with { EventGridToken = _ => Task.FromResult($"{++asked}") };
        foreach (
            var url in (string[])[receiver.Url, "https://topic.eventgrid.azure.net.evil.example/", "http://topic.eventgrid.azure.net/"]
        )
        {
            await Log.RecordAsync(Sample with { Id = url }, Channels(new() { Kind = NotifyKind.EventGrid, Url = url }));
        }

        await new NotificationSender(Log, settings, _time).DeliverAsync();

        Assert.All(await ListAsync(), delivery => Assert.Equal(DeliveryOutcome.BadAddress, delivery.Attempts.Single().Outcome));
        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task Wherever_a_process_dies_the_log_has_no_gap_and_the_news_arrives()
    {
        await using var receiver = await Receiver.StartAsync();
        await Log.RecordAsync(Sample, Channels(new() { Url = receiver.Url }));
        for (var write = 1; write <= 2; write++)
        {
            // Dies instead of noting that it begins, then instead of noting that it has sent.
            var dying = new NotificationLog(new DyingTableStore(_tables, write));
            await Assert.ThrowsAnyAsync<IOException>(() => new NotificationSender(dying, Settings(true, Secret), _time).DeliverAsync());
        }

        await Sender().DeliverAsync(); // Another's attempt may still be under way.
        _time.Advance(TimeSpan.FromMinutes(2));
        await Sender().DeliverAsync();

        var delivery = (await ListAsync()).Single();
        Assert.Equal(DeliveryStatus.Delivered, delivery.Status);
        Assert.Equal(
            [(1, DeliveryOutcome.Started), (2, DeliveryOutcome.Delivered)],
            delivery.Attempts.Select(attempt => (attempt.Number, attempt.Outcome))
        );
        Assert.Equal(["m/ledger/3", "m/ledger/3"], receiver.Got.Select(got => got.Headers["webhook-id"]));
    }

    [Fact]
    public async Task A_channel_gets_the_news_that_it_asks_for()
    {
        await Log.RecordAsync(Sample, Channels(new() { Kind = NotifyKind.File, Events = [NotifyEvent.Drift] }));

        Assert.Empty(await ListAsync());
    }

    private NotificationLog Log => new(_tables);

    private NotificationSender Sender() => new(Log, Settings(true, Secret), _time);

    private async Task TellAsync(NotifyChannel channel)
    {
        await Log.RecordAsync(Sample, Channels(channel));
        await Sender().DeliverAsync();
    }

    private async Task<(DeliveryStatus, DeliveryOutcome)> OutcomeAsync(NotifyChannel channel, bool allowPrivate, string? secret = Secret)
    {
        await Log.RecordAsync(Sample, Channels(channel));
        await new NotificationSender(Log, Settings(allowPrivate, secret), _time).DeliverAsync();
        var delivery = (await ListAsync()).Single();
        return (delivery.Status, delivery.Attempts.Single().Outcome);
    }

    private ValueTask<List<Delivery>> ListAsync() => Log.ListAsync().Select(entry => entry.Delivery).ToListAsync();

    private static Dictionary<string, NotifyChannel> Channels(NotifyChannel channel) => new() { ["ops"] = channel };

    private static NotificationSettings Settings(bool allowPrivate, string? variable) =>
        new() { AllowPrivateAddresses = allowPrivate, Variable = _ => variable };

    /// <summary>What the guide tells a receiver to do: the signature is right, and the time is near.</summary>
    private static bool IsGenuine(Received got, string secret, DateTimeOffset now)
    {
        var (id, sent) = (got.Headers["webhook-id"], got.Headers["webhook-timestamp"]);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{sent}."), .. got.Body];
        var expected = $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
        return got.Headers["webhook-signature"] == expected && Math.Abs(now.ToUnixTimeSeconds() - long.Parse(sent)) <= 300;
    }

    /// <summary>Fails from one write on.</summary>
    private sealed class DyingTableStore(ITableStore tables, int at) : ITableStore
    {
        private int _writes;

        public Task<TableRow?> FindAsync(string table, string partition, string row, CancellationToken cancellation = default) =>
            tables.FindAsync(table, partition, row, cancellation);

        public Task<IReadOnlyList<string?>?> WriteAsync(
            string table,
            string partition,
            IReadOnlyList<TableWrite> writes,
            CancellationToken cancellation = default
        ) => ++_writes >= at ? throw new IOException("killed") : tables.WriteAsync(table, partition, writes, cancellation);

        public IAsyncEnumerable<TableRow> QueryAsync(
            string table,
            string partition,
            string? from = null,
            string? to = null,
            CancellationToken cancellation = default
        ) => tables.QueryAsync(table, partition, from, to, cancellation);
    }
}
