using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Hosting;
using MLOpsFunctions.Models;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Pipelines.Sources;
using MLOpsFunctions.Shared.Tests.Api;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Pipelines;

/// <summary>What is new of a source is dropped once, and no source can harm the host.</summary>
public sealed class SourcePullTests
{
    private readonly FakeTime _time = new(new(2026, 12, 1, 6, 0, 0, TimeSpan.Zero));
    private readonly InMemoryBlobStore _blobs;
    private readonly InMemoryTableStore _tables = new();
    private readonly ApiFixture.RecordingFlowClient _flows = new();

    public SourcePullTests() => _blobs = new(_time);

    [Fact]
    public async Task An_address_is_read_once_for_each_ETag()
    {
        var etag = "\"1\"";
        await using var server = await Receiver.StartAsync(
            async (context, _) =>
            {
                context.Response.Headers.ETag = etag;
                context.Response.StatusCode = context.Request.Headers.IfNoneMatch == etag ? 304 : 200;
                if (context.Response.StatusCode == 200)
                {
                    await context.Response.WriteAsync($"a,b\n1,{etag[1]}\n");
                }
            }
        );
        var source = new SourceDefinition { Url = server.Url };

        var runs = new List<int> { (await PullAsync(source, 1)).Count, (await PullAsync(source, 2)).Count };
        etag = "\"2\"";
        runs.Add((await PullAsync(source, 3)).Count);

        Assert.Equal([1, 0, 1], runs);
        Assert.Equal(3, server.Got.Count);
        Assert.Equal(["a,b\n1,1\n", "a,b\n1,2\n"], await DroppedAsync());
    }

    [Fact]
    public async Task A_server_without_ETags_gives_the_same_bytes_once()
    {
        await using var server = await Receiver.StartAsync((context, _) => context.Response.WriteAsync("a,b\n1,2\n"));
        var source = new SourceDefinition { Url = server.Url };

        Assert.Single(await PullAsync(source, 1));
        Assert.Empty(await PullAsync(source, 2));
    }

    [Fact]
    public async Task A_pull_that_ended_before_it_was_noted_starts_nothing_twice()
    {
        await using var server = await Receiver.StartAsync((context, _) => context.Response.WriteAsync("a,b\n1,2\n"));
        var source = new SourceDefinition { Url = server.Url };

        var first = await PullAsync(source, 1);
        var row = await _tables.FindAsync(StorageNames.TimersTable, "sources", "m");
        await _tables.WriteAsync(StorageNames.TimersTable, "sources", [TableWrite.Delete("m", row!.ETag)]);
        var second = await PullAsync(source, 1);

        Assert.Equal(first, second);
        Assert.Single(_flows.Started);
    }

    [Fact]
    public async Task A_query_goes_on_above_its_watermark()
    {
        List<string?> asked = [];
        var answers = new Queue<SqlRows>([new(2, "7"), new(0, null), new(1, "9")]);
        SqlReader read = async (_, connection, watermark, output, _, cancellation) =>
        {
            Assert.Equal("Host=db", connection);
            asked.Add(watermark);
            await output.WriteAsync(Encoding.UTF8.GetBytes("a,changed\n1,2\n"), cancellation);
            return answers.Dequeue();
        };
        var source = new SourceDefinition { Sql = new(SqlKind.Postgres, "MLOPS_DB", "select 1", "changed") };

        int[] runs =
        [
            (await PullAsync(source, 1, read)).Count,
            (await PullAsync(source, 2, read)).Count,
            (await PullAsync(source, 3, read)).Count,
        ];

        Assert.Equal([1, 0, 1], runs);
        Assert.Equal([null, "7", "7"], asked);
    }

    [Fact]
    public async Task A_query_without_a_connection_says_what_to_set() =>
        Assert.Contains(
            "MLOPS_OTHER",
            (
                await Assert.ThrowsAsync<ProblemException>(() =>
                    PullAsync(new() { Sql = new(SqlKind.Postgres, "MLOPS_OTHER", "select 1") }, 1)
                )
            )
                .Problem
                .Expected
        );

    [Fact]
    public async Task Files_of_a_container_are_taken_once_for_each_version_in_order_of_time()
    {
        var source = new SourceDefinition { Blob = new("landing", "in/") };
        await WriteAsync("landing", "in/b.csv", "b");
        _time.Advance(TimeSpan.FromMinutes(1));
        await WriteAsync("landing", "in/a.csv", "a");
        await WriteAsync("landing", "other.csv", "o");

        int[] runs = [(await PullAsync(source, 1)).Count, (await PullAsync(source, 2)).Count];
        await WriteAsync("landing", "in/b.csv", "b2");

        Assert.Equal([2, 0], runs);
        Assert.Single(await PullAsync(source, 3));
        Assert.Equal(["a", "b", "b2"], (await DroppedAsync()).Order());
    }

    [Fact]
    public async Task The_product_s_own_containers_are_no_source() =>
        await Assert.ThrowsAsync<ProblemException>(() => PullAsync(new() { Blob = new("artifacts") }, 1));

    [Fact]
    public async Task The_clock_pulls_a_model_that_has_a_definition_alone()
    {
        await WriteAsync("landing", "a.csv", "a");
        await WriteAsync(
            StorageNames.DefinitionsContainer,
            "m.json",
            """{ "source": { "schedule": "0 0 * * * *", "blob": { "container": "landing" } } }"""
        );
        var clock = new ModelScheduler(Services(null), NullLogger.Instance);
        var starter = new PipelineStarter(_flows, _blobs);

        await clock.PullAsync(starter, "timer", default);
        Assert.Empty(_flows.Started);
        _time.Advance(TimeSpan.FromHours(1));
        await clock.PullAsync(starter, "timer", default);
        await clock.PullAsync(starter, "timer", default);

        Assert.Single(_flows.Started);
    }

    [Fact]
    public async Task A_private_address_is_refused()
    {
        var refusal = await FailAsync("https://127.0.0.1:1/x", PublicOnly, allowHttp: false);

        Assert.Equal("a private address", refusal.Found);
    }

    [Theory]
    [InlineData("http://127.0.0.2:1/x", "a private address")]
    [InlineData("ftp://example.org/x", "another kind of address")]
    [InlineData("file:///etc/passwd", "another kind of address")]
    [InlineData("http://user:word@127.0.0.1/x", "another kind of address")]
    [InlineData("/again", "more than 5 redirects")]
    public async Task A_redirect_is_checked_as_the_address_was(string location, string found)
    {
        await using var server = await Receiver.StartAsync(
            (context, _) =>
            {
                context.Response.Headers.Location = location;
                return Receiver.AnswerAsync(context, 302);
            }
        );

        var refusal = await FailAsync(server.Url, address => address.Equals(IPAddress.Loopback), allowHttp: true);

        Assert.Equal(found, refusal.Found);
    }

    [Fact]
    public async Task A_redirect_to_an_allowed_address_is_followed()
    {
        await using var server = await Receiver.StartAsync(
            (context, count) =>
            {
                context.Response.Headers.Location = count == 1 ? "/file" : default;
                return count == 1 ? Receiver.AnswerAsync(context, 302) : context.Response.WriteAsync("a\n");
            }
        );

        Assert.Single(await PullAsync(new() { Url = server.Url }, 1));
    }

    [Fact]
    public async Task A_file_that_never_ends_is_refused_at_the_bound()
    {
        await using var server = await Receiver.StartAsync(
            async (context, _) =>
            {
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    await context.Response.Body.WriteAsync(new byte[1 << 16], context.RequestAborted);
                }
            }
        );

        Assert.Equal("more than 1,000,000 bytes", (await FailAsync(server.Url, _ => true, allowHttp: true)).Found);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_hangs_is_given_up(bool begins)
    {
        var asked = new TaskCompletionSource();
        await using var server = await Receiver.StartAsync(
            async (context, _) =>
            {
                if (begins)
                {
                    await context.Response.WriteAsync("a,b\n");
                    await context.Response.Body.FlushAsync();
                }

                asked.TrySetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
        );
        var read = FailAsync(server.Url, _ => true, allowHttp: true);
        await asked.Task;

        while (await Task.WhenAny(read, _time.NextTimerAsync().AsTask()) != read)
        {
            _time.Advance(HttpSource.Silence);
        }

        Assert.Equal("no end in time", (await read).Found);
    }

    [Fact]
    public async Task A_status_other_than_200_is_told_and_the_address_is_not()
    {
        await using var server = await Receiver.StartAsync((context, _) => Receiver.AnswerAsync(context, 403));

        var refusal = await FailAsync($"{server.Url}?key=hidden", _ => true, allowHttp: true);

        Assert.Equal("status 403", refusal.Found);
        Assert.DoesNotContain("hidden", refusal.ToString());
    }

    private static bool PublicOnly(IPAddress address) => MLOpsFunctions.Notifications.PublicAddress.IsPublic(address);

    private async Task<Problem> FailAsync(string url, Predicate<IPAddress> isAllowed, bool allowHttp) =>
        (
            await Assert.ThrowsAsync<ProblemException>(() =>
                new HttpSource(isAllowed, allowHttp, _time).ReadAsync(new(url), null, new MemoryStream(), 1_000_000, default)
            )
        ).Problem;

    private PipelineServices Services(SqlReader? read) =>
        new ProductServices(
            _blobs,
            _tables,
            TrainerSet.BuiltIn,
            new()
            {
                PrivacyKey = new byte[32],
                AllowPrivateSources = true,
                ReadSql = read ?? ((_, _, _, _, _, _) => throw new InvalidOperationException("not asked for")),
                Notifications = new() { Variable = name => name == "MLOPS_DB" ? "Host=db" : null },
            },
            "0123abcd",
            _time,
            NullLoggerFactory.Instance
        ).Pipeline;

    private Task<IReadOnlyList<string>> PullAsync(SourceDefinition source, int hour, SqlReader? read = null) =>
        new SourcePull(Services(read), new(_flows, _blobs)).PullAsync("m", source, _time.GetUtcNow().AddHours(hour), "tests");

    private Task WriteAsync(string container, string name, string text) =>
        _blobs.WriteAsync(container, name, new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private async Task<IReadOnlyList<string>> DroppedAsync()
    {
        List<string> texts = [];
        await foreach (var blob in _blobs.ListAsync(StorageNames.IncomingContainer, "m/"))
        {
            await using var read = await _blobs.OpenReadAsync(blob.Container, blob.Name);
            texts.Add(await new StreamReader(read!.Content).ReadToEndAsync());
        }

        return texts;
    }
}
