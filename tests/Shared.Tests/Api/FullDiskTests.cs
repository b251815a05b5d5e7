using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MLOpsFunctions.Api;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Api;

/// <summary>What a caller is told where the disk takes nothing more.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private const int NoSpace = 28,
        ReadOnly = 30,
        Other = 5;
    private readonly ApiFixture _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData(NoSpace, "The disk is full")]
    [InlineData(ReadOnly, "The disk cannot be written")]
    [InlineData(unchecked((int)0x80070070), "The disk is full")]
    public async Task A_server_that_can_store_nothing_is_not_ready_until_it_can(int fault, string title)
    {
        Assert.Equal(200, (await _api.GetAsync("/v2/health/ready")).Status);

        _api.CheckWritable = () => throw new IOException("No space left on device", fault);
        var (status, problem) = await _api.GetAsync("/v2/health/ready");
        Assert.Equal((503, title), (status, problem.GetProperty("title").GetString()));
        Assert.Equal(200, (await _api.GetAsync("/v2/health/live")).Status);
        Assert.Equal(200, (await _api.GetAsync("/api/models")).Status);

        _api.CheckWritable = static () => { };
        Assert.Equal(200, (await _api.GetAsync("/v2/health/ready")).Status);
    }

    [Theory]
    [InlineData(NoSpace, 507)]
    [InlineData(ReadOnly, 507)]
    [InlineData(Other, 500)]
    public async Task A_request_that_cannot_be_stored_is_answered_by_its_cause(int fault, int status)
    {
        var endpoint = new ApiEndpoint(
            "test",
            "PUT",
            "test",
            AccessLevel.Operate,
            (_, _) => throw new AggregateException(new IOException("No space left on device", fault))
        );
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };

        await endpoint.InvokeAsync(context, _api.Services);

        Assert.Equal(status, context.Response.StatusCode);
    }

    [Fact]
    public void A_fault_of_another_kind_tells_of_no_full_disk()
    {
        Assert.Null(UnwritableStorage.Of(new IOException("Input/output error", Other)));
        Assert.Null(UnwritableStorage.Of(new InvalidDataException("damaged")));
        Assert.Null(UnwritableStorage.Of(null));
    }
}
