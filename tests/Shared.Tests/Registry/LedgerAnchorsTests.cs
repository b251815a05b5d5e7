using MLOpsFunctions.Deployment;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Registry;

/// <summary>A chain that was rewritten as a whole verifies; its anchors, kept elsewhere, do not agree.</summary>
public sealed class LedgerAnchorsTests
{
    private readonly RegistryFixture _fixture = new();
    private readonly LedgerAnchors _anchors;

    public LedgerAnchorsTests() => _anchors = new(_fixture.Blobs, _fixture.Ledger);

    [Fact]
    public async Task A_ledger_that_only_grew_agrees_with_its_anchors_and_each_head_is_anchored_once()
    {
        Assert.True((await _anchors.CheckAsync("bikes")).Intact);
        Assert.Empty(await AnchorsAsync());
        await PromoteAsync(2);
        await _anchors.CheckAsync("bikes");
        await _anchors.CheckAsync("bikes");
        await PromoteAsync(4);

        var check = await _anchors.CheckAsync("bikes");

        Assert.Equal((true, 4), (check.Intact, check.Entries));
        Assert.Equal(["bikes/0000000002", "bikes/0000000004"], (await AnchorsAsync()).Select(name => name[..16]));
        Assert.EndsWith($"-{check.Head}.json", (await AnchorsAsync())[1]);
    }

    [Theory]
    [InlineData(4, "Entry 4 is not the one that was anchored")]
    [InlineData(3, "4 entries were anchored; the ledger has 3")]
    public async Task A_chain_that_was_rewritten_or_cut_so_that_it_verifies_is_found_out(int kept, string reason)
    {
        await PromoteAsync(4);
        await _anchors.CheckAsync("bikes");
        await RewriteAsync(kept);
        Assert.True((await _fixture.Ledger.VerifyAsync("bikes")).Intact);

        var check = await _anchors.CheckAsync("bikes");

        Assert.False(check.Intact);
        Assert.Contains(reason, check.Sentence);
        Assert.Single(await AnchorsAsync());
    }

    [Fact]
    public async Task A_file_among_the_anchors_that_is_none_is_told_of()
    {
        await PromoteAsync(1);
        using var content = new MemoryStream([1]);
        await _fixture.Blobs.WriteAsync(StorageNames.AnchorsContainer, "bikes/notes.txt", content);

        Assert.Contains("bikes/notes.txt", (await _anchors.CheckAsync("bikes")).Sentence);
    }

    /// <summary>Does what somebody would who can write the table: changes the first reason and makes every hash after it follow.</summary>
    private async Task RewriteAsync(int kept)
    {
        var (entries, hash) = (new List<LedgerEntry>(), LedgerEntry.Genesis);
        await foreach (var entry in _fixture.Ledger.ReadAsync("bikes"))
        {
            var forged = entry with { Reason = entry.Sequence == 1 ? "something nicer" : entry.Reason, PreviousHash = hash };
            forged = forged with { Hash = forged.ComputeHash() };
            entries.Add(forged);
            hash = forged.Hash!;
        }

        var writes = entries.Select(entry =>
            entry.Sequence > kept
                ? new TableWrite { Row = RegistryKeys.Ledger(entry.Sequence) }
                : TableWrite.Upsert(RegistryKeys.Ledger(entry.Sequence), Json.Write(entry))
        );
        var last = entries[kept - 1];
        var head = TableWrite.Upsert(
            RegistryKeys.LedgerHead,
            Json.Write(
                new
                {
                    Count = kept,
                    last.Hash,
                    last.At,
                }
            )
        );
        await _fixture.Tables.WriteAsync(StorageNames.ModelsTable, "bikes", [.. writes, head]);
    }

    private async Task PromoteAsync(int upTo)
    {
        var deployments = new Deployments(_fixture.Tables, _fixture.Registry, _fixture.Ledger, (_, _) => Task.FromResult<string?>(null));
        for (var version = (await deployments.GetAsync("bikes")).LiveVersion + 1 ?? 1; version <= upTo; version++)
        {
            await _fixture.Registry.RegisterAsync(RegistryFixture.Registration($"run-{version}"));
            await deployments.PromoteAsync(
                "bikes",
                version,
                version == 1 ? null : version - 1,
                new($"run-{version}", "Ada", $"because {version}")
            );
        }
    }

    private async Task<IReadOnlyList<string>> AnchorsAsync()
    {
        var names = new List<string>();
        await foreach (var blob in _fixture.Blobs.ListAsync(StorageNames.AnchorsContainer))
        {
            names.Add(blob.Name);
        }

        return names;
    }
}
