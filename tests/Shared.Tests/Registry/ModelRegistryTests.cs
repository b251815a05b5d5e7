namespace MLOpsFunctions.Shared.Tests.Registry;

public sealed class ModelRegistryTests
{
    private readonly RegistryFixture _fixture = new();

    [Fact]
    public async Task Versions_are_numbered_from_one_within_each_model()
    {
        var bikes = await _fixture.Registry.RegisterAsync(RegistryFixture.Registration("run-1"));
        var taxis = await _fixture.Registry.RegisterAsync(RegistryFixture.Registration("run-2", model: "taxis"));
        var again = await _fixture.Registry.RegisterAsync(RegistryFixture.Registration("run-3"));

        Assert.Equal((1, 1, 2), (bikes.Number, taxis.Number, again.Number));
        Assert.Equal(["bikes", "taxis"], await ToListAsync(_fixture.Registry.ModelsAsync()));
    }

    [Fact]
    public async Task Registering_a_run_again_gives_its_first_version_unchanged()
    {
        var first = await _fixture.Registry.RegisterAsync(RegistryFixture.Registration("run-1"));
        var again = await _fixture.Registry.RegisterAsync(RegistryFixture.Registration("run-1") with { Trainer = "linear" });

        Assert.Equal(Json.Write(first), Json.Write(again));
        Assert.Single(await ToListAsync(_fixture.Registry.VersionsAsync("bikes")));
    }

    [Fact]
    public async Task Runs_that_register_at_once_get_distinct_numbers_without_gaps()
    {
        var versions = await Task.WhenAll(
            Enumerable
                .Range(0, 60)
                .Select(i => Task.Run(() => _fixture.Registry.RegisterAsync(RegistryFixture.Registration($"run-{i % 40}"))))
        );

        Assert.Equal(Enumerable.Range(1, 40), versions.Select(version => version.Number).Distinct().Order());
        Assert.All(versions.GroupBy(version => version.Run), run => Assert.Single(run.Select(version => version.Number).Distinct()));
    }

    [Fact]
    public async Task A_stored_version_reads_back_as_it_was_written()
    {
        var written = await _fixture.Registry.RegisterAsync(RegistryFixture.Registration("run-1"));
        var read = await _fixture.Registry.FindAsync("bikes", 1);

        Assert.Equal(Json.Write(written), Json.Write(read));
        Assert.Equal(_fixture.Time.Now, read!.Created);
        Assert.True(await _fixture.Artifacts.ExistsAsync(read.Definition));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("2")]
    [InlineData("-1")]
    [InlineData("champion")]
    [InlineData("../1")]
    public async Task A_reference_to_nothing_resolves_to_nothing(string reference)
    {
        await _fixture.Registry.RegisterAsync(RegistryFixture.Registration("run-1"));

        Assert.Null(await _fixture.Registry.ResolveAsync("bikes", reference));
    }

    [Fact]
    public async Task A_models_name_that_could_leave_its_folder_is_refused() =>
        await Assert.ThrowsAsync<ProblemException>(() =>
            _fixture.Registry.RegisterAsync(RegistryFixture.Registration("run-1", model: "../bikes"))
        );

    private static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
        {
            list.Add(item);
        }

        return list;
    }
}
