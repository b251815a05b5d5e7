using MLOpsFunctions.Definitions;
using MLOpsFunctions.Local.Commands;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary><c>init</c> looks at a file and writes a definition that works as it stands.</summary>
public sealed class InitCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_says_what_it_found_and_writes_a_commented_definition_that_a_run_takes()
    {
        var (mlops, file, definition) = (new CommandLine(_folder["workspace"]), _folder["Loans (2026).csv"], _folder["loans.json"]);
        await File.WriteAllTextAsync(file, Loans());
        var found = await mlops.AskAsync("init", file, "--out", definition);
        var text = await File.ReadAllTextAsync(definition);
        var read = DefinitionReader.Parse(text, "loans.json");

        Assert.Equal((0, ""), (found.Status, found.Error));
        Assert.Contains("a guess", found.Out);
        Assert.Contains("loan", found.Out);
        Assert.Contains("// A guess", text);
        Assert.Equal(("paid", ModelTask.Binary), (read.Label, read.Task));
        Assert.Equal(ColumnRole.Id, read.Columns["loan"].Role);
        Assert.False(Directory.Exists(_folder["workspace"]));

        var run = await mlops.AskAsync("run", file, "--model", "loans", "--definition", definition, "--json");
        Assert.True(run.Status is 0 or 3, run.Error);
        Assert.Equal("declared", run.Document.GetProperty("inferred").GetProperty("labelFrom").GetString());

        var story = await mlops.AskAsync("explain", "--json");
        Assert.Equal(0, story.Status);
        var told = string.Join(' ', story.Document.GetProperty("story").EnumerateArray().Select(part => part.ToString()));
        Assert.All(["200 rows were read", "The label is 'paid'", "competed by", "loans"], word => Assert.Contains(word, told));
        Assert.Equal(0, (await mlops.AskAsync("doctor", "--urls", "http://127.0.0.1:0")).Status);
    }

    [Fact]
    public async Task It_writes_over_nothing_unless_that_is_asked_for()
    {
        var (mlops, file, definition) = (new CommandLine(_folder["workspace"]), _folder["loans.csv"], _folder["loans.json"]);
        await File.WriteAllTextAsync(file, Loans());
        await File.WriteAllTextAsync(definition, "mine");
        var refused = await mlops.AskAsync("init", file, "--out", definition);

        Assert.Equal(2, refused.Status);
        Assert.Equal("mine", await File.ReadAllTextAsync(definition));
        Assert.Equal(0, (await mlops.AskAsync("init", file, "--out", definition, "--force", "--label", "amount")).Status);
        Assert.Equal("amount", DefinitionReader.Parse(await File.ReadAllTextAsync(definition), "loans.json").Label);
    }

    [Theory]
    [InlineData("Van Rentals (June).csv", "van-rentals-june")]
    [InlineData("a.csv.gz", "a")]
    [InlineData("日本.csv", "model")]
    [InlineData("__x__.csv", "x")]
    public void A_file_s_name_gives_the_model_s(string file, string model) => Assert.Equal(model, InitCommand.ModelOf(file));

    [Fact]
    public async Task Doctor_finds_a_definition_that_is_wrong_and_says_what_to_do()
    {
        Directory.CreateDirectory(_folder["workspace/definitions"]);
        await File.WriteAllTextAsync(_folder["workspace/definitions/loans.json"], """{ "lable": "paid" }""");
        var found = await new CommandLine(_folder["workspace"]).AskAsync("doctor", "--urls", "http://127.0.0.1:0", "--json");

        Assert.Equal(1, found.Status);
        Assert.False(found.Document.GetProperty("healthy").GetBoolean());
        var wrong = found.Document.GetProperty("findings").EnumerateArray().Single(one => one.GetProperty("level").GetString() == "wrong");
        Assert.Contains("lable", wrong.GetProperty("found").GetString());
    }

    [Fact]
    public async Task Open_says_where_the_dashboard_is_and_that_nobody_answers()
    {
        var found = await new CommandLine(_folder["workspace"]).AskAsync("open", "--urls", "http://127.0.0.1:9", "--json");

        Assert.Equal(1, found.Status);
        Assert.Equal("http://127.0.0.1:9/", found.Document.GetProperty("address").GetString());
    }

    private static string Loans() =>
        "loan,amount,region,paid\n"
        + string.Concat(
            Enumerable
                .Range(1, 200)
                .Select(i => $"L{i:0000},{(i * 37 % 100) + 1},{(i % 3 == 0 ? "north" : "south")},{(i * 37 % 100 > 50 ? "yes" : "no")}\n")
        );
}
