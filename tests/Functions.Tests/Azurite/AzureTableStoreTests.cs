using Azure.Data.Tables;
using MLOpsFunctions.Functions.Stores;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Functions.Tests.Azurite;

/// <summary>What is peculiar to this adapter: escaped keys, documents over many properties, tables that come into being.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AzureTableStoreTests(AzuriteEmulator azurite)
{
    private readonly AzureTableStore _tables = new(new TableServiceClient(azurite.ConnectionString));

    [Theory]
    [InlineData(0)]
    [InlineData(30_000)]
    [InlineData(30_001)]
    [InlineData(TableLimits.MaxValueBytes - 2)]
    public async Task A_document_of_any_size_comes_back(int length)
    {
        var value = $"\"{new string('x', length)}\"";
        var written = await _tables.WriteAsync("sizes", "p", [TableWrite.Upsert($"r{length}", value)]);

        Assert.Equal(new TableRow($"r{length}", value, written![0]!), await _tables.FindAsync("sizes", "p", $"r{length}"));
    }

    [Theory]
    [InlineData("a/b#c?d\\e.f>g[h\"i", "row/1")]
    [InlineData("it's 100%", "'; or 1 eq 1")]
    [InlineData("語🚲", "ü")]
    public async Task Any_key_works(string partition, string row)
    {
        await _tables.WriteAsync("keys", partition, [TableWrite.Insert(row, "1")]);

        Assert.Equal("1", (await _tables.FindAsync("keys", partition, row))!.Value);
        Assert.Equal(row, Assert.Single(await RowsAsync("keys", partition)));
    }

    [Fact]
    public async Task A_range_is_half_open_and_in_ordinal_order()
    {
        await _tables.WriteAsync(
            "ranges",
            "p",
            [.. ((string[])["run/2", "run/10", "run.", "run0", "a", "run/1"]).Select(row => TableWrite.Insert(row, "1"))]
        );

        Assert.Equal(["a", "run.", "run/1", "run/10", "run/2", "run0"], await RowsAsync("ranges", "p"));
        Assert.Equal(["run/1", "run/10", "run/2"], await RowsAsync("ranges", "p", "run/", "run0"));
    }

    [Fact]
    public async Task All_of_a_transaction_or_nothing()
    {
        var etags = await _tables.WriteAsync("transactions", "p", [TableWrite.Insert("a", "1"), TableWrite.Insert("b", "1")]);
        Assert.Null(await _tables.WriteAsync("transactions", "p", [TableWrite.Upsert("a", "2"), TableWrite.Insert("b", "2")]));
        Assert.Null(await _tables.WriteAsync("transactions", "p", [TableWrite.Upsert("a", "2"), TableWrite.Replace("c", "2", etags![0]!)]));
        Assert.Equal("1", (await _tables.FindAsync("transactions", "p", "a"))!.Value);

        var changed = await _tables.WriteAsync(
            "transactions",
            "p",
            [TableWrite.Replace("a", "2", etags![0]!), TableWrite.Delete("b", etags[1]!)]
        );
        Assert.NotNull(changed![0]);
        Assert.Null(changed[1]);
        Assert.Null(await _tables.WriteAsync("transactions", "p", [TableWrite.Replace("a", "3", etags[0]!)]));
        Assert.Null(await _tables.FindAsync("transactions", "p", "b"));
    }

    [Fact]
    public async Task A_hundred_writes_fit_a_transaction() =>
        Assert.Equal(
            100,
            (await _tables.WriteAsync("hundred", "p", [.. Enumerable.Range(0, 100).Select(i => TableWrite.Insert($"{i}", "1"))]))!.Count
        );

    [Fact]
    public async Task A_table_that_does_not_exist_is_empty()
    {
        Assert.Null(await _tables.FindAsync("nothing", "p", "r"));
        Assert.Empty(await RowsAsync("nothing", "p"));
    }

    private async Task<List<string>> RowsAsync(string table, string partition, string? from = null, string? to = null)
    {
        var rows = new List<string>();
        await foreach (var row in _tables.QueryAsync(table, partition, from, to))
        {
            rows.Add(row.Row);
        }

        return rows;
    }
}
