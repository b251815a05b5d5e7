namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>What <c>drift</c> prints where there is no version to compare with, or no column.</summary>
public sealed class DriftCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private CommandLine Mlops => new(_folder["workspace"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_column_that_the_file_lacks_is_listed_as_missing_and_counts_as_drift()
    {
        await RunAsync("""{ "label": "amount", "training": { "candidates": ["linear"], "budget": { "trials": 2 } } }""", status: 0);
        await File.WriteAllTextAsync(_folder["b.csv"], Csv(lacksKind: true));

        var text = await Mlops.AskAsync("drift", "m", "--file", _folder["b.csv"]);
        var json = (await Mlops.AskAsync("drift", "m", "--file", _folder["b.csv"], "--json")).Document;
        var row = text.Out.Split('\n').Single(line => line.TrimStart().StartsWith("kind ", StringComparison.Ordinal));
        var column = json.GetProperty("columns").EnumerateArray().Single(entry => entry.GetProperty("column").GetString() == "kind");

        Assert.Equal(0, text.Status);
        Assert.Contains(" missing ", row, StringComparison.Ordinal);
        Assert.Contains("'kind'", text.Out, StringComparison.Ordinal);
        Assert.True(json.GetProperty("drifted").GetBoolean());
        Assert.True(column.GetProperty("missing").GetBoolean());
    }

    [Fact]
    public async Task A_model_whose_only_version_was_held_back_has_nothing_to_compare_with()
    {
        await RunAsync(
            """{ "label": "amount", "gates": [{ "metric": "rmse", "max": 0 }], "training": { "budget": { "trials": 2 } } }""",
            status: 3
        );

        var text = await Mlops.AskAsync("drift", "m", "--file", _folder["a.csv"]);

        Assert.Equal((2, ""), (text.Status, text.Out));
        Assert.Contains("version 1 was held back", text.Error, StringComparison.Ordinal);
        Assert.Contains("card m/1 tells what its gates found", text.Error, StringComparison.Ordinal);
    }

    private async Task RunAsync(string definition, int status)
    {
        await File.WriteAllTextAsync(_folder["a.csv"], Csv(lacksKind: false));
        await File.WriteAllTextAsync(_folder["d.json"], definition);
        Assert.Equal(status, (await Mlops.AskAsync("run", _folder["a.csv"], "--model", "m", "--definition", _folder["d.json"])).Status);
    }

    private static string Csv(bool lacksKind)
    {
        var random = new Random(3);
        return (lacksKind ? "calls,amount\n" : "calls,kind,amount\n")
            + string.Concat(
                Enumerable
                    .Range(0, 400)
                    .Select(_ => (Calls: random.Next(100), Kind: random.Next(3)))
                    .Select(row =>
                        FormattableString.Invariant(
                            $"{row.Calls},{(lacksKind ? "" : $"{"abc"[row.Kind]},")}{row.Calls + (60 * row.Kind) + random.Next(30)}\n"
                        )
                    )
            );
    }
}
