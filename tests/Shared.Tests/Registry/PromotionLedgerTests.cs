using MLOpsFunctions.Deployment;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Registry;

public sealed class PromotionLedgerTests
{
    private readonly RegistryFixture _fixture = new();

    [Theory]
    [InlineData("reason")]
    [InlineData("by")]
    [InlineData("to")]
    [InlineData("drop")]
    [InlineData("cut")]
    [InlineData("reforge")]
    public async Task Tampering_breaks_the_chain(string how)
    {
        await PromoteAsync(4);
        var (key, entry) = (RegistryKeys.Ledger(2), (await _fixture.Ledger.FindAsync("bikes", "run-2"))!);
        TableWrite write = how switch
        {
            "reason" => TableWrite.Upsert(key, Json.Write(entry with { Reason = "something nicer" })),
            "by" => TableWrite.Upsert(key, Json.Write(entry with { By = "somebody else" })),
            "to" => TableWrite.Upsert(key, Json.Write(entry with { To = 3 })),
            "drop" => new() { Row = key },
            "cut" => new() { Row = RegistryKeys.Ledger(4) },
            _ => Reforged(key, entry with { Reason = "something nicer" }),
        };
        Assert.True((await _fixture.Ledger.VerifyAsync("bikes")).Intact);

        await _fixture.Tables.WriteAsync(StorageNames.ModelsTable, "bikes", [write]);

        var check = await _fixture.Ledger.VerifyAsync("bikes");
        Assert.False(check.Intact);
        Assert.Equal(
            how switch
            {
                "cut" => 3,
                "reforge" => 2,
                _ => 1,
            },
            check.Entries
        );
    }

    [Fact]
    public async Task Time_never_runs_backwards_in_the_ledger()
    {
        await PromoteAsync(1);
        var first = (await _fixture.Ledger.FindAsync("bikes", "run-1"))!.At;
        _fixture.Time.Now -= TimeSpan.FromHours(2);
        await PromoteAsync(2);

        Assert.Equal(first, (await _fixture.Ledger.FindAsync("bikes", "run-2"))!.At);
    }

    [Fact]
    public async Task The_ledger_answers_what_was_live_when_trained_on_what_why_and_by_whom()
    {
        var reader = new LineageReader(_fixture.Registry, _fixture.Ledger);
        var start = _fixture.Time.Now;
        await PromoteAsync(3);

        Assert.Null(await reader.LiveAtAsync("bikes", start - TimeSpan.FromSeconds(1)));
        var live = await reader.LiveAtAsync("bikes", start + TimeSpan.FromMinutes(90));
        Assert.Equal((2, "Ada", "because 2"), (live!.Version.Number, live.Entry.By, live.Entry.Reason));
        Assert.Equal("incoming/bikes/hour.csv", live.Version.Source.Blob);
        Assert.Equal(start + TimeSpan.FromHours(2), live.Until!.At);
        Assert.Null((await reader.LiveAtAsync("bikes", start + TimeSpan.FromDays(9)))!.Until);
    }

    [Fact]
    public async Task Lineage_leads_from_the_file_to_the_deployment()
    {
        await PromoteAsync(2);

        var lineage = await new LineageReader(_fixture.Registry, _fixture.Ledger).ReadAsync("bikes", 2);

        Assert.Equal(
            [LineageKind.File, LineageKind.Dataset, LineageKind.Run, LineageKind.Version, LineageKind.Deployment],
            Path(lineage, lineage.Nodes.Single(node => node.Kind == LineageKind.File).Id)
        );
        Assert.DoesNotContain(lineage.Nodes, node => node.Id == "version:1");
        Assert.Equal(lineage.Nodes.Count, lineage.Nodes.DistinctBy(node => node.Id).Count());
    }

    private static IEnumerable<LineageKind> Path(Lineage lineage, string from)
    {
        for (string? id = from; id is not null; id = lineage.Edges.FirstOrDefault(edge => edge.From == id)?.To)
        {
            yield return lineage.Nodes.Single(node => node.Id == id).Kind;
        }
    }

    private static TableWrite Reforged(string key, LedgerEntry entry) =>
        TableWrite.Upsert(key, Json.Write(entry with { Hash = entry.ComputeHash() }));

    private async Task PromoteAsync(int upTo)
    {
        var deployments = new Deployments(_fixture.Tables, _fixture.Registry, _fixture.Ledger, (_, _) => Task.FromResult<string?>(null));
        for (var version = (await deployments.GetAsync("bikes")).LiveVersion + 1 ?? 1; version <= upTo; version++)
        {
            await _fixture.Registry.RegisterAsync(RegistryFixture.Registration($"run-{version}"));
            var result = await deployments.PromoteAsync(
                "bikes",
                version,
                version == 1 ? null : version - 1,
                new($"run-{version}", "Ada", $"because {version}")
            );
            Assert.Null(result.Refusal);
            _fixture.Time.Now += TimeSpan.FromHours(1);
        }
    }
}
