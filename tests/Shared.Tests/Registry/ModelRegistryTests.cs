using System.Text.Json;
using MLOpsFunctions.Registry;

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
        var again = await _fixture.Registry.RegisterAsync(RegistryFixture.Registration("run-1", "bikes", RegistryFixture.Digest('9')));

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

    [Fact]
    public void A_version_and_a_card_are_flat_and_those_of_before_they_shared_a_record_can_be_read()
    {
        const string version = """
            {"model":"m","number":2,"run":"r","artifact":"a","evaluated":"e","dataset":"d","rowsDigest":"rows",
            "source":{"blob":"incoming/m/a.csv","sha256":"s","bytes":9},"definition":"def","code":"1.0.0","trainer":"gbdt",
            "parameters":{"leaves":31},"seed":7,"trials":12,"cut":[3],"candidates":["baseline","gbdt"],"numberedAfter":1,
            "metrics":{"r2":{"value":0.9,"low":0.85,"high":0.93}},"verdict":{"blessed":true,
            "gates":[{"name":"r2 min","value":0.9,"threshold":0.8,"passed":true,"sentence":"Passed."}],
            "sentence":"Blessed: Passed."},
            "verdictDigest":"v","parent":1,"created":"2026-03-01T12:00:00+00:00","by":"tests","reason":"why","card":"c"}
            """;
        const string card = """
            {"model":"m","purpose":"p","task":"regression","label":"y","data":{"digest":"d","file":"f",
            "rows":{"read":9,"kept":9,"repaired":0,"quarantined":0},"columns":[],"leaks":[]},"trainer":"gbdt",
            "parameters":{"leaves":31},"seed":7,"trials":12,"evaluation":{"rows":2,"metrics":{},"slices":[]},
            "verdict":{"blessed":true,
            "gates":[{"name":"r2 min","value":0.9,"threshold":0.8,"passed":true,"sentence":"Passed."}],
            "sentence":"Blessed: Passed."},"importances":[{"feature":"x","share":0.8}],
            "answers":[],"classes":[],"permutations":[],"dependences":[],"clusters":[],"words":[],
            "learning":[],"remarks":[],"sla":{}}
            """;

        AssertSame(version, Json.Write(Json.Read<ModelVersion>(version)));
        AssertSame(card, Json.Write(Json.Read<ModelCard>(card)));
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

    private static void AssertSame(string expected, string actual)
    {
        using var before = JsonDocument.Parse(expected);
        using var after = JsonDocument.Parse(actual);
        Assert.True(JsonElement.DeepEquals(before.RootElement, after.RootElement), actual);
    }
}
