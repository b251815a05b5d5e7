using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Contracts;

public abstract partial class TableStoreContract
{
    private static readonly string[] AwkwardKeys =
    [
        " ",
        "!",
        "#",
        "%",
        "%2F",
        "'",
        "''",
        "*",
        "+",
        "-",
        ".",
        "..",
        "/",
        "//",
        "0",
        "?",
        "A",
        "[",
        "\\",
        "\\\\",
        "^",
        "_",
        "a",
        "a/",
        "a/b",
        "a#b?c\\d",
        "a0",
        "aa",
        "~",
        "é",
        "e\u0301",
        "日本",
        "\uD7FF",
        "\uE000",
        "\uFFFD",
        "\U00010000",
        "\U0001F600",
        "\U0010FFFF",
        "' or '1'='1",
        "\"",
        ">",
        ">0",
        ".1",
        ".0",
        "\".",
        "[1",
    ];

    [Fact]
    public async Task Awkward_keys_are_keys_in_ordinal_order()
    {
        foreach (var key in AwkwardKeys)
        {
            Assert.NotNull(await InsertAsync(key, key));
        }

        Assert.Equal(AwkwardKeys.Order(StringComparer.Ordinal), (await QueryAsync()).Select(row => row.Row));
        foreach (var key in AwkwardKeys)
        {
            Assert.Equal(key, (await FindAsync(key))!.Value);
        }
    }

    [Fact]
    public async Task Awkward_partitions_are_apart()
    {
        foreach (var partition in AwkwardKeys)
        {
            await Store.WriteAsync(Table, partition, [TableWrite.Insert("row", partition)]);
        }

        foreach (var partition in AwkwardKeys)
        {
            Assert.Equal(partition, Assert.Single(await Store.QueryAsync(Table, partition).ToListAsync()).Value);
        }
    }

    [Fact]
    public async Task A_range_has_its_start_and_not_its_end()
    {
        await WriteAsync([.. new[] { "a", "a/1", "a/2", "a0", "b", "b/1" }.Select(key => TableWrite.Insert(key, "{}"))]);

        Assert.Equal(["a/1", "a/2"], await KeysAsync("a/", "a0"));
        Assert.Equal(["a/2", "a0", "b"], await KeysAsync("a/2", "b/1"));
        Assert.Equal(["a", "a/1"], await KeysAsync(null, "a/2"));
        Assert.Equal(["b", "b/1"], await KeysAsync("b", null));
        Assert.Empty(await KeysAsync("b", "a"));
        Assert.Empty(await KeysAsync("b", "b"));
        Assert.Empty(await KeysAsync("c", null));
    }

    /// <summary>Any range over any keys holds what an ordinal comparison says.</summary>
    [Fact]
    public async Task Any_range_agrees_with_ordinal_comparison()
    {
        await WriteAsync([.. AwkwardKeys.Select(key => TableWrite.Insert(key, "{}"))]);
        var bound = Gen.Elements([.. AwkwardKeys, null!]);

        Prop.ForAll(
                bound.SelectMany(from => bound.Select(to => (from, to))).ToArbitrary(),
                range =>
                    AwkwardKeys
                        .Where(key =>
                            (range.from is null || string.CompareOrdinal(key, range.from) >= 0)
                            && (range.to is null || string.CompareOrdinal(key, range.to) < 0)
                        )
                        .Order(StringComparer.Ordinal)
                        .SequenceEqual(KeysAsync(range.from, range.to).GetAwaiter().GetResult())
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(100));
    }

    [Fact]
    public async Task The_longest_keys_are_keys()
    {
        var (plain, escaped) = (new string('k', TableNames.MaxKeyLength), new string('/', TableNames.MaxKeyLength));
        foreach (var key in new[] { plain, escaped })
        {
            await Store.WriteAsync(Table, key, [TableWrite.Insert(key, "{}")]);
            Assert.Equal(key, Assert.Single(await Store.QueryAsync(Table, key, key, key + "0").ToListAsync()).Row);
        }
    }

    public static TheoryData<string> HostileKeys =>
        ["", "a\0b", "a\nb", "a\tb", "a\u007fb", "a\u0085b", new('k', TableNames.MaxKeyLength + 1)];

    [Theory]
    [MemberData(nameof(HostileKeys))]
    public Task Hostile_keys_are_refused_by_every_operation(string key) => RefusedAsync(key);

    /// <summary>Apart from the others, because a test runner writes its theories' data as UTF-8, which has no such text.</summary>
    [Fact]
    public async Task Halves_of_surrogate_pairs_are_refused_by_every_operation()
    {
        await RefusedAsync("a\ud800b");
        await RefusedAsync("\udc00");
    }

    private async Task RefusedAsync(string key)
    {
        await Assert.ThrowsAsync<ProblemException>(() => FindAsync(key));
        await Assert.ThrowsAsync<ProblemException>(() => InsertAsync(key, "{}"));
        await Assert.ThrowsAsync<ProblemException>(() => Store.FindAsync(Table, key, "row"));
        await Assert.ThrowsAsync<ProblemException>(() => Store.WriteAsync(Table, key, [TableWrite.Upsert("row", "{}")]));
        await Assert.ThrowsAsync<ProblemException>(async () => await Store.QueryAsync(Table, key).ToListAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("Runs")]
    [InlineData("1runs")]
    [InlineData("ru-ns")]
    [InlineData("runs'--")]
    [InlineData("tables")]
    public async Task Names_that_no_table_can_have_everywhere_are_refused(string table)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.FindAsync(table, "p", "r"));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.WriteAsync(table, "p", [TableWrite.Upsert("r", "{}")]));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.QueryAsync(table, "p").ToListAsync());
    }

    private async Task<List<string>> KeysAsync(string? from, string? to) => [.. (await QueryAsync(from, to)).Select(row => row.Row)];
}
