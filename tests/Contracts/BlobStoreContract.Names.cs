using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Contracts;

public abstract partial class BlobStoreContract
{
    [Fact]
    public async Task Names_are_listed_in_ordinal_order_whatever_folders_they_make()
    {
        string[] names =
        [
            "x/a.csv",
            "x.csv",
            "x-1.csv",
            "x/b/c.csv",
            "x0.csv",
            "x/b-c.csv",
            "é.csv",
            "x/b.csv",
            "a/z",
            "~",
            "Y",
            "x/\uE000",
            "x/\U0001F600",
        ];
        foreach (var name in names)
        {
            await WriteAsync(name, name);
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), await NamesAsync());
    }

    [Fact]
    public async Task A_listing_tells_of_each_blob_what_finding_it_tells()
    {
        await WriteAsync("a/1", "one");
        await WriteAsync("b", "three");

        var listed = await Store.ListAsync(Container).ToListAsync();

        Assert.Equal([(await Store.FindAsync(Container, "a/1"))!, (await Store.FindAsync(Container, "b"))!], listed);
    }

    [Theory]
    [InlineData("", "m/a1", "m/a2", "m/b", "ma", "n/a1")]
    [InlineData("m", "m/a1", "m/a2", "m/b", "ma")]
    [InlineData("m/", "m/a1", "m/a2", "m/b")]
    [InlineData("m/a", "m/a1", "m/a2")]
    [InlineData("m/a1", "m/a1")]
    [InlineData("M")]
    [InlineData("m/a1/")]
    [InlineData("../")]
    [InlineData("/")]
    [InlineData("*")]
    public async Task A_prefix_is_the_start_of_a_name_and_nothing_else(string prefix, params string[] expected)
    {
        foreach (var name in new[] { "m/a1", "m/a2", "m/b", "ma", "n/a1" })
        {
            await WriteAsync(name, "x");
        }

        Assert.Equal(expected, await NamesAsync(prefix));
    }

    [Theory]
    [InlineData("with space.csv")]
    [InlineData("100%.csv")]
    [InlineData("%2e%2e/%2Fetc")]
    [InlineData("a+b&c=d;e#f.csv")]
    [InlineData("-rf")]
    [InlineData(".hidden")]
    [InlineData("...three")]
    [InlineData("~/x~")]
    [InlineData("O'Neil (1) [2] {3} $HOME `x` !.csv")]
    [InlineData("ünïcode/データ.csv")]
    [InlineData("e\u0301 and \u00e9")]
    [InlineData("😀/😀.csv")]
    public async Task Awkward_names_are_names(string name)
    {
        await WriteAsync(name, name);

        Assert.Equal(name, await ReadAsync(name));
        Assert.Equal([name], await NamesAsync());
        Assert.True(await Store.DeleteAsync(Container, name));
        Assert.Empty(await NamesAsync());
    }

    [Fact]
    public async Task The_longest_names_are_names()
    {
        string[] names =
        [
            new('s', BlobNames.MaxSegmentBytes),
            string.Join('/', Enumerable.Repeat(new string('d', 224), 4)),
            string.Join('/', Enumerable.Repeat("d", BlobNames.MaxSegments)),
        ];
        foreach (var name in names)
        {
            await WriteAsync(name, "x");
            Assert.Equal("x", await ReadAsync(name));
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), await NamesAsync());
    }

    public static TheoryData<string> HostileNames =>
        [
            "",
            "/",
            "/a",
            "a/",
            "a//b",
            ".",
            "..",
            "../x",
            "a/../b",
            "a/..",
            "./a",
            "a/./b",
            "a\\b",
            "..\\..\\x",
            "\\\\server\\x",
            "a\0b",
            "a\nb",
            "a\rb",
            "a\tb",
            "a\u007fb",
            "a\u0085b",
            "a\u2028b",
            "a.",
            "a ",
            "a./b",
            new('x', 901),
            new('x', 231),
            string.Join('/', Enumerable.Repeat("d", 255)),
        ];

    [Theory]
    [MemberData(nameof(HostileNames))]
    public Task Hostile_names_are_refused_by_every_operation(string name) => RefusedAsync(name);

    /// <summary>Apart from the others, because a test runner writes its theories' data as UTF-8, which has no such text.</summary>
    [Fact]
    public async Task Halves_of_surrogate_pairs_are_refused_by_every_operation()
    {
        await RefusedAsync("a\ud800b");
        await RefusedAsync("\udc00");
    }

    private async Task RefusedAsync(string name)
    {
        await Assert.ThrowsAsync<ProblemException>(() => Store.FindAsync(Container, name));
        await Assert.ThrowsAsync<ProblemException>(() => Store.OpenReadAsync(Container, name));
        await Assert.ThrowsAsync<ProblemException>(() => WriteAsync(name, "x"));
        await Assert.ThrowsAsync<ProblemException>(() => Store.DeleteAsync(Container, name));
        Assert.Empty(await NamesAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("Incoming")]
    [InlineData("in_coming")]
    [InlineData("-incoming")]
    [InlineData("incoming-")]
    [InlineData("in--coming")]
    [InlineData("..")]
    [InlineData("../incoming")]
    [InlineData("in/coming")]
    [InlineData("in.coming")]
    [InlineData("incomïng")]
    [InlineData("incoming\n")]
    [InlineData("x234567890123456789012345678901234567890123456789012345678901234")]
    public async Task Hostile_containers_are_refused_by_every_operation(string container)
    {
        await Assert.ThrowsAsync<ProblemException>(() => Store.FindAsync(container, "a"));
        await Assert.ThrowsAsync<ProblemException>(() => Store.OpenReadAsync(container, "a"));
        await Assert.ThrowsAsync<ProblemException>(() => Store.WriteAsync(container, "a", new MemoryStream()));
        await Assert.ThrowsAsync<ProblemException>(() => Store.DeleteAsync(container, "a"));
        await Assert.ThrowsAsync<ProblemException>(async () => await Store.ListAsync(container).ToListAsync());
    }

    [Fact]
    public async Task A_name_below_another_blobs_name_is_held_or_refused()
    {
        await WriteAsync("a", "file");
        await WriteAsync("b/c/d", "file");

        await HeldOrRefusedAsync("a/b");
        await HeldOrRefusedAsync("b/c");

        Assert.Equal("file", await ReadAsync("a"));
        Assert.Equal("file", await ReadAsync("b/c/d"));
    }

    [Fact]
    public async Task A_name_is_free_again_once_what_was_below_it_is_gone()
    {
        await WriteAsync("a/b/c", "deep");
        await Store.DeleteAsync(Container, "a/b/c");

        Assert.NotNull(await WriteAsync("a", "flat"));
        Assert.Equal("flat", await ReadAsync("a"));
    }

    private async Task HeldOrRefusedAsync(string name)
    {
        try
        {
            await WriteAsync(name, "below");
            Assert.Equal("below", await ReadAsync(name));
        }
        catch (ProblemException refusal)
        {
            Assert.Contains(name, refusal.Message);
        }
    }
}
