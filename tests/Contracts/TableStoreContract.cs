using System.Globalization;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Contracts;

/// <summary>What every table store owes its callers. An adapter's test project derives from it.</summary>
public abstract partial class TableStoreContract
{
    /// <summary>An empty store, the same one for a whole test.</summary>
    protected abstract ITableStore Store { get; }

    /// <summary>A table for this test alone.</summary>
    protected virtual string Table => "runs";

    [Fact]
    public async Task What_was_written_is_found_under_its_ETag()
    {
        var etag = await InsertAsync("row", """{"a":"ü😀\u0000"}""");

        Assert.Equal(new TableRow("row", """{"a":"ü😀\u0000"}""", etag!), await FindAsync("row"));
    }

    [Fact]
    public async Task Nothing_is_found_where_nothing_was_written()
    {
        Assert.Null(await FindAsync("row"));
        Assert.Empty(await QueryAsync());
        await InsertAsync("row", "{}");
        Assert.Null(await FindAsync("other"));
        Assert.Null(await Store.FindAsync(Table, "other", "row"));
        Assert.Null(await Store.FindAsync(Table + "2", "p", "row"));
        Assert.Empty(await Store.QueryAsync(Table, "other").ToListAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\0")]
    [InlineData("a\0b")]
    [InlineData("\r\n\t")]
    [InlineData("'; DROP TABLE rows; --")]
    [InlineData("\uFEFFx\uFFFE")]
    public async Task A_value_is_any_text(string value)
    {
        await InsertAsync("row", value);

        Assert.Equal(value, (await FindAsync("row"))!.Value);
    }

    [Fact]
    public async Task Every_write_changes_the_ETag_even_of_equal_values_and_after_deletion()
    {
        var etags = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            etags.Add(Assert.Single((await WriteAsync(TableWrite.Upsert("row", "same")))!)!);
            if (i % 2 == 1)
            {
                await WriteAsync(TableWrite.Delete("row", etags[^1]));
            }
        }

        Assert.Equal(etags.Count, etags.Distinct().Count());
    }

    [Fact]
    public async Task An_insertion_needs_that_nothing_is_there()
    {
        Assert.NotNull(await InsertAsync("row", "first"));
        Assert.Null(await InsertAsync("row", "second"));
        Assert.Equal("first", (await FindAsync("row"))!.Value);
    }

    [Fact]
    public async Task A_replacement_needs_the_version_it_names()
    {
        var first = await InsertAsync("row", "first");
        var second = await WriteAsync(TableWrite.Replace("row", "second", first!));

        Assert.NotNull(second);
        Assert.Null(await WriteAsync(TableWrite.Replace("row", "stale", first!)));
        Assert.Null(await WriteAsync(TableWrite.Replace("none", "x", first!)));
        Assert.Equal(new("row", "second", second[0]!), await FindAsync("row"));
        Assert.Null(await FindAsync("none"));
    }

    [Fact]
    public async Task A_deletion_needs_the_version_it_names()
    {
        var first = await InsertAsync("row", "first");
        var second = (await WriteAsync(TableWrite.Upsert("row", "second")))![0];

        Assert.Null(await WriteAsync(TableWrite.Delete("row", first!)));
        Assert.NotNull(await FindAsync("row"));
        Assert.Equal([null], await WriteAsync(TableWrite.Delete("row", second!)));
        Assert.Null(await FindAsync("row"));
        Assert.Null(await WriteAsync(TableWrite.Delete("row", second!)));
    }

    [Fact]
    public async Task A_transaction_happens_whole()
    {
        var a = await InsertAsync("a", "1");
        var b = await InsertAsync("b", "1");

        var etags = await WriteAsync(
            TableWrite.Replace("a", "2", a!),
            TableWrite.Delete("b", b!),
            TableWrite.Insert("c", "1"),
            TableWrite.Upsert("d", "1")
        );

        Assert.Equal([false, true, false, false], etags!.Select(etag => etag is null));
        Assert.Equal([new("a", "2", etags![0]!), new("c", "1", etags[2]!), new("d", "1", etags[3]!)], await QueryAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_transaction_of_which_one_condition_fails_changes_nothing(int at)
    {
        var a = await InsertAsync("a", "1");
        await WriteAsync(TableWrite.Upsert("a", "2"));
        var before = await QueryAsync();
        TableWrite[] failing = [TableWrite.Insert("a", "x"), TableWrite.Replace("a", "x", a!), TableWrite.Delete("a", a!)];

        foreach (var write in failing)
        {
            var writes = new List<TableWrite> { TableWrite.Upsert("b", "x"), TableWrite.Insert("c", "x") };
            writes.Insert(at, write);
            Assert.Null(await WriteAsync([.. writes]));
        }

        Assert.Equal(before, await QueryAsync());
    }

    [Fact]
    public async Task A_transaction_holds_a_hundred_writes()
    {
        TableWrite[] writes = [.. Enumerable.Range(0, TableLimits.MaxOperations).Select(i => TableWrite.Insert($"{i:d3}", "{}"))];

        Assert.Equal(100, (await WriteAsync(writes))!.Count(etag => etag is not null));
        Assert.Equal(writes.Select(write => write.Row), (await QueryAsync()).Select(row => row.Row));
        await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync([.. writes, TableWrite.Insert("100", "{}")]));
        await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync());
        await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync(TableWrite.Upsert("a", "1"), TableWrite.Upsert("a", "2")));
    }

    [Fact]
    public async Task The_largest_value_fits_and_a_larger_one_is_refused()
    {
        var largest = new string('é', TableLimits.MaxValueBytes / 2);
        await InsertAsync("row", largest);

        Assert.Equal(largest, (await FindAsync("row"))!.Value);
        await Assert.ThrowsAsync<ProblemException>(() => InsertAsync("more", largest + "x"));
        await Assert.ThrowsAsync<ProblemException>(() => InsertAsync("half", "\ud800"));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            WriteAsync([.. Enumerable.Range(0, 3).Select(i => TableWrite.Upsert($"{i}", largest))])
        );
        Assert.Equal(["row"], (await QueryAsync()).Select(row => row.Row));
    }

    [Fact]
    public async Task A_query_pages_through_many_rows_and_large_ones()
    {
        const int rows = 1_100;
        foreach (var chunk in Enumerable.Range(0, rows).Chunk(100))
        {
            await WriteAsync([.. chunk.Select(i => TableWrite.Insert($"{i:d5}", i % 100 == 0 ? new string('x', 200_000) : $"{i}"))]);
        }

        var read = await QueryAsync("00010", "01090");

        Assert.Equal(Enumerable.Range(10, 1080).Select(i => i.ToString("d5", CultureInfo.InvariantCulture)), read.Select(row => row.Row));
        Assert.Equal(200_000, read[90].Value.Length);
    }

    private async Task<string?> InsertAsync(string row, string value) => (await WriteAsync(TableWrite.Insert(row, value)))?[0];

    private Task<IReadOnlyList<string?>?> WriteAsync(params TableWrite[] writes) => Store.WriteAsync(Table, "p", writes);

    private Task<TableRow?> FindAsync(string row) => Store.FindAsync(Table, "p", row);

    private async Task<List<TableRow>> QueryAsync(string? from = null, string? to = null) =>
        await Store.QueryAsync(Table, "p", from, to).ToListAsync();
}
