using System.Globalization;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>What <c>predict</c> writes for programs, and what <c>feedback</c> takes back.</summary>
public sealed class ForecastCommandTests(ForecastCommandTests.Workspaces workspaces) : IClassFixture<ForecastCommandTests.Workspaces>
{
    private readonly CommandLine _mlops = workspaces.Mlops;

    [Fact]
    public async Task A_forecast_needs_no_file_and_tells_when_and_of_what_each_step_is()
    {
        var json = await _mlops.AskAsync("predict", "sales", "--steps", "3", "--json");
        var rows = json.Document.GetProperty("predictions").EnumerateArray().ToList();

        Assert.Equal((0, 6), (json.Status, rows.Count));
        Assert.Equal(
            ["A 2024-12-26", "A 2024-12-27", "A 2024-12-28", "B 2024-12-26", "B 2024-12-27", "B 2024-12-28"],
            rows.Select(row =>
                $"{row.GetProperty("at").GetProperty("shop").GetString()} {row.GetProperty("at").GetProperty("day").GetString()}"
            )
        );
        Assert.All(
            rows,
            row =>
                Assert.InRange(
                    row.GetProperty("prediction").GetDouble(),
                    row.GetProperty("low").GetDouble(),
                    row.GetProperty("high").GetDouble()
                )
        );
        // Fourteen days of each shop.
        Assert.Equal(28, (await _mlops.AskAsync("predict", "sales", "--json")).Document.GetProperty("predictions").GetArrayLength());
    }

    [Fact]
    public async Task A_pipe_and_a_file_get_the_same_csv()
    {
        var path = workspaces.Folder["out.csv"];
        var piped = await _mlops.AskAsync("predict", "sales", "--steps", "2");
        var written = await _mlops.AskAsync("predict", "sales", "--steps", "2", "--out", path);
        var lines = piped.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal((0, ""), (written.Status, written.Out));
        Assert.Equal("line,id,shop,day,prediction,low,high", lines[0]);
        Assert.All(lines[1..], line => Assert.True(double.TryParse(line.Split(',')[4], CultureInfo.InvariantCulture, out _), line));
        Assert.Equal(lines.Select(WithoutId), (await File.ReadAllLinesAsync(path)).Select(WithoutId));

        static string WithoutId(string line) => string.Join(',', line.Split(',').Where((_, i) => i != 1));
    }

    [Theory]
    [InlineData("predict churn", "needs rows to predict")]
    [InlineData("predict churn --steps 3", "needs rows to predict")]
    [InlineData("predict sales --steps 0", "cannot be forecast")]
    [InlineData("predict sales --steps 3 --file churn.csv", "Steps are for a forecast without a file")]
    [InlineData("predict sale", "Did you mean 'sales'?")]
    [InlineData("versions chrun", "Did you mean 'churn'?")]
    [InlineData("card salse", "Did you mean 'sales'?")]
    [InlineData("ledger salse", "Did you mean 'sales'?")]
    [InlineData("lineage salse", "Did you mean 'sales'?")]
    [InlineData("drift salse", "Did you mean 'sales'?")]
    [InlineData("retrain salse", "Did you mean 'sales'?")]
    [InlineData("rollback salse", "Did you mean 'sales'?")]
    [InlineData("feedback salse --id a --actual 1", "Did you mean 'sales'?")]
    [InlineData("versions nobody", "There is no model 'nobody'")]
    [InlineData("rn churn.csv", "Did you mean 'run'?")]
    [InlineData("run churn.csv --model churn --lable x", "Did you mean '--label'?")]
    [InlineData("feedback churn", "--file FILE, or --id ID and --actual VALUE")]
    public async Task What_was_probably_meant_is_named(string line, string expected)
    {
        var answer = await _mlops.AskAsync([.. line.Split(' ').Select(word => word == "churn.csv" ? workspaces.Folder[word] : word)]);

        Assert.Equal(2, answer.Status);
        Assert.Contains(expected, answer.Error);
    }

    [Fact]
    public async Task An_option_of_mlops_alone_is_no_hint_for_a_command()
    {
        var answer = await _mlops.AskAsync("card", "churn", "--version", "2");

        Assert.Equal(2, answer.Status);
        Assert.Contains("'--version' is no option of mlops card.", answer.Error);
        Assert.DoesNotContain("Did you mean", answer.Error);
    }

    [Fact]
    public async Task Classes_have_a_probability_each_and_what_turned_out_goes_back_by_file()
    {
        var csv = (await _mlops.AskAsync("predict", "churn", "--file", workspaces.Folder["churn.csv"])).Out.Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );
        Assert.Equal("line,id,prediction,\"probability_no, thanks\",probability_yes", csv[0]);
        var ids = csv[1..].Select(line => line.Split(',')[1]).ToList();
        await File.WriteAllTextAsync(
            workspaces.Folder["truth.csv"],
            $"id,comment,actual\n{ids[0]},a,yes\n{ids[1]},b,\"no, thanks\"\n{ids[2]},c,\n{ids[3]},d,perhaps\nnobody,e,yes\n"
        );

        var told = await _mlops.AskAsync("feedback", "churn", "--file", workspaces.Folder["truth.csv"], "--json");
        var one = await _mlops.AskAsync("feedback", "churn", "--id", ids[4], "--actual", "yes");

        Assert.Equal(
            (2, 2, 2),
            (told.Status, told.Document.GetProperty("accepted").GetInt32(), told.Document.GetProperty("refused").GetInt32())
        );
        Assert.Equal(
            [(2, true), (3, true), (5, false), (6, false)],
            told.Document.GetProperty("answers")
                .EnumerateArray()
                .Select(answer => (answer.GetProperty("line").GetInt32(), answer.GetProperty("accepted").GetBoolean()))
        );
        Assert.Equal(0, one.Status);
        Assert.Contains("1 of 1 were kept.", one.Out);
    }

    [Fact]
    public async Task Models_tell_what_they_predict_how_well_and_since_when()
    {
        var models = (await _mlops.AskAsync("models", "--json"))
            .Document.GetProperty("models")
            .EnumerateArray()
            .ToDictionary(model => model.GetProperty("model").GetString()!);
        var text = (await _mlops.AskAsync("models")).Out;

        Assert.Equal(("binary", "stays", "auc"), (Text("churn", "task"), Text("churn", "label"), Text("churn", "metric")));
        Assert.Equal(("forecast", "sales", "mase"), (Text("sales", "task"), Text("sales", "label"), Text("sales", "metric")));
        Assert.True(models["sales"].GetProperty("since").GetDateTimeOffset() > DateTimeOffset.UnixEpoch);
        Assert.Matches(@"churn +1 +binary +stays +auc ", text);

        string? Text(string model, string name) => models[model].GetProperty(name).GetString();
    }

    /// <summary>A forecast of two shops and a classifier, both serving.</summary>
    public sealed class Workspaces : IAsyncLifetime
    {
        internal TemporaryFolder Folder { get; } = new();

        internal CommandLine Mlops => new(Folder["workspace"]);

        public async Task InitializeAsync()
        {
            var random = new Random(3);
            await File.WriteAllTextAsync(
                Folder["sales.csv"],
                "day,shop,sales\n"
                    + string.Concat(
                        Enumerable
                            .Range(0, 360)
                            .SelectMany(
                                day => new[] { "A", "B" },
                                (day, shop) =>
                                    string.Create(
                                        CultureInfo.InvariantCulture,
                                        $"{new DateTime(2024, 1, 1).AddDays(day):yyyy-MM-dd},{shop},"
                                            + $"{100 + (30 * Math.Sin(2 * Math.PI * day / 7)) + (5 * random.NextDouble()):0.00}\n"
                                    )
                            )
                    )
            );
            await File.WriteAllTextAsync(
                Folder["churn.csv"],
                "x,stays\n"
                    + string.Concat(
                        Enumerable.Range(0, 300).Select(row => $"{row * 37 % 101},{(row * 37 % 101 > 50 ? "yes" : "\"no, thanks\"")}\n")
                    )
            );
            Assert.Equal(
                0,
                (await Mlops.AskAsync("run", Folder["sales.csv"], "--model", "sales", "--task", "forecast", "--label", "sales")).Status
            );
            Assert.Equal(0, (await Mlops.AskAsync("run", Folder["churn.csv"], "--model", "churn", "--label", "stays")).Status);
        }

        public Task DisposeAsync()
        {
            Folder.Dispose();
            return Task.CompletedTask;
        }
    }
}
