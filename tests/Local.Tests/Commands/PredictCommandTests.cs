namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>What <c>predict</c> prints for a person.</summary>
public sealed class PredictCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("clustering", "^line,id,prediction,distance$", @"^[0-9]+,[^,]+,[01],[0-9.E+-]+$")]
    [InlineData("anomaly", "^line,id,prediction,anomaly$", @"^[0-9]+,[^,]+,0\.[0-9]+,(true|false)$")]
    public async Task Each_line_tells_the_answer_and_what_it_rests_on(string task, string header, string line)
    {
        var mlops = new CommandLine(_folder["workspace"]);
        await File.WriteAllTextAsync(
            _folder["a.csv"],
            "x,y\n"
                + string.Concat(
                    Enumerable.Range(0, 200).Select(row => $"{(row % 2 * 500) + (row * 37 % 101)},{(row % 2 * 500) + (row * 53 % 97)}\n")
                )
        );
        await mlops.AskAsync("run", _folder["a.csv"], "--model", "m", "--task", task);

        var answer = await mlops.AskAsync("predict", "m", "--file", _folder["a.csv"]);

        var lines = answer.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((0, 201), (answer.Status, lines.Length));
        Assert.Matches(header, lines[0].TrimEnd());
        Assert.All(lines[1..], printed => Assert.Matches(line, printed.TrimEnd()));
    }

    [Fact]
    public async Task A_cell_that_cannot_be_read_is_told_in_its_row_and_the_answers_never_replace_the_rows()
    {
        var mlops = new CommandLine(_folder["workspace"]);
        await File.WriteAllTextAsync(
            _folder["a.csv"],
            "x,z,y\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 200)
                        .Select(row => $"{row * 37 % 101},{row * 53 % 97},{(3 * (row * 37 % 101)) + (2 * (row * 53 % 97))}\n")
                )
        );
        await mlops.AskAsync("run", _folder["a.csv"], "--model", "m", "--task", "regression");
        const string Rows = "x,z\n10,1\nten,2\n30,3\n";
        await File.WriteAllTextAsync(_folder["b.csv"], Rows);

        var json = (await mlops.AskAsync("predict", "m", "--file", _folder["b.csv"], "--json")).Document.GetProperty("predictions");
        var piped = await mlops.AskAsync("predict", "m", "--file", _folder["b.csv"]);
        await mlops.AskAsync("predict", "m", "--file", _folder["b.csv"], "--out", _folder["out.csv"]);
        var replaced = await mlops.AskAsync("predict", "m", "--file", _folder["b.csv"], "--out", _folder["b.csv"]);

        Assert.Contains("'ten'", json[1].GetProperty("notes")[0].GetString());
        Assert.False(json[0].TryGetProperty("notes", out _));
        Assert.Contains("column 'x': 'ten'", piped.Out.Split('\n')[2]);
        Assert.Contains("column 'x': 'ten'", (await File.ReadAllLinesAsync(_folder["out.csv"]))[2]);
        Assert.Equal((2, Rows), (replaced.Status, await File.ReadAllTextAsync(_folder["b.csv"])));
    }

    [Fact]
    public async Task Looking_makes_no_workspace_and_a_model_that_is_not_there_is_named()
    {
        var nowhere = new CommandLine(_folder["mistyped"]);
        foreach (var verb in new[] { "runs", "models" })
        {
            Assert.Equal(2, (await nowhere.AskAsync(verb)).Status);
        }

        Assert.False(Directory.Exists(_folder["mistyped"]));
        Directory.CreateDirectory(_folder["workspace"]);
        var runs = await new CommandLine(_folder["workspace"]).AskAsync("runs", "--model", "nosuch");
        Assert.Equal(2, runs.Status);
        Assert.Contains("There is no model 'nosuch'", runs.Error);
    }

    [Fact]
    public async Task A_row_of_too_many_cells_is_set_aside_with_its_reason_in_its_place()
    {
        var mlops = new CommandLine(_folder["workspace"]);
        await File.WriteAllTextAsync(
            _folder["a.csv"],
            "x,y\n"
                + string.Concat(
                    Enumerable.Range(0, 200).Select(row => FormattableString.Invariant($"{row * 37 % 101},{row * 37 % 101 / 2.0}\n"))
                )
        );
        await mlops.AskAsync("run", _folder["a.csv"], "--model", "m", "--task", "regression");
        await File.WriteAllTextAsync(_folder["b.csv"], "x\n10\n20,30\n40\n");

        var document = (await mlops.AskAsync("predict", "m", "--file", _folder["b.csv"], "--json")).Document;
        var (json, aside) = (document.GetProperty("predictions"), Assert.Single(document.GetProperty("setAside").EnumerateArray()));
        var text = await mlops.AskAsync("predict", "m", "--file", _folder["b.csv"]);

        Assert.Equal([2, 4], json.EnumerateArray().Select(row => row.GetProperty("line").GetInt32()));
        Assert.Equal((3, "too many cells"), (aside.GetProperty("line").GetInt32(), aside.GetProperty("reason").GetString()));
        Assert.InRange(json[0].GetProperty("prediction").GetDouble(), 3, 7);
        Assert.InRange(json[1].GetProperty("prediction").GetDouble(), 18, 22);
        Assert.Equal(["line", "2", "4"], text.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => row.Split(',')[0]));
        Assert.Contains("line 3 was set aside: too many cells", text.Error);
        await File.WriteAllTextAsync(_folder["c.csv"], "x\n1,2\n");
        Assert.Equal(2, (await mlops.AskAsync("predict", "m", "--file", _folder["c.csv"])).Status);
    }

    [Fact]
    public async Task Columns_that_a_file_lacks_are_named_and_without_any_of_them_nothing_is_answered()
    {
        var mlops = new CommandLine(_folder["workspace"]);
        await File.WriteAllTextAsync(
            _folder["a.csv"],
            "key,x,z,y\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 200)
                        .Select(row =>
                            FormattableString.Invariant(
                                $"k{row},{row * 37 % 101},{row * 53 % 97},{(row * 37 % 101 / 2.0) + (row * 53 % 97 / 3.0)}\n"
                            )
                        )
                )
        );
        await mlops.AskAsync("run", _folder["a.csv"], "--model", "m", "--task", "regression");
        await File.WriteAllTextAsync(_folder["some.csv"], "key,x,Z\nk1,10,3\n");
        await File.WriteAllTextAsync(_folder["none.csv"], "key,X,Z\nk1,10,3\n");

        var some = (await mlops.AskAsync("predict", "m", "--file", _folder["some.csv"], "--json")).Document;
        var none = await mlops.AskAsync("predict", "m", "--file", _folder["none.csv"], "--json");

        Assert.StartsWith("The rows have no 'z', which", Assert.Single(some.GetProperty("notes").EnumerateArray()).GetString());
        Assert.Equal((2, "x, z"), (none.Status, none.Document.GetProperty("problem").GetProperty("expected").GetString()));
    }
}
