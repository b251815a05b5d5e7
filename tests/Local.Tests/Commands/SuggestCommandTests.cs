using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary><c>suggest</c>: proposes expectations, and takes over those of Great Expectations.</summary>
public sealed class SuggestCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_proposal_for_a_file_names_its_columns()
    {
        await File.WriteAllTextAsync(_folder["a.csv"], Rows());
        var said = await Mlops().AskAsync("suggest", _folder["a.csv"], "--json");

        Assert.Equal(0, said.Status);
        Assert.Contains("expect_column_values_to_be_between", said.Out, StringComparison.Ordinal);
        Assert.Contains("\"x\"", said.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suite_is_added_to_the_definition_with_its_comments_and_what_is_not_checked_is_named()
    {
        var definition = _folder["workspace/definitions/trips.json"];
        Directory.CreateDirectory(Path.GetDirectoryName(definition)!);
        await File.WriteAllTextAsync(definition, "{\n  // ours\n  \"label\": \"y\"\n}\n");
        await File.WriteAllTextAsync(
            _folder["suite.json"],
            """
            { "name": "s", "expectations": [
              { "type": "expect_column_values_to_be_between", "kwargs": { "column": "x", "max_value": 9 } },
              { "type": "expect_column_values_to_be_json_parseable", "kwargs": { "column": "x" } } ] }
            """
        );
        var said = await Mlops().AskAsync("suggest", "trips", "--from", _folder["suite.json"], "--save");

        Assert.Equal(0, said.Status);
        Assert.Contains("expect_column_values_to_be_json_parseable", said.Error, StringComparison.Ordinal);
        var text = await File.ReadAllTextAsync(definition);
        Assert.Contains("// ours", text, StringComparison.Ordinal);
        Assert.Equal(
            new Expectation("x", Type: "expect_column_values_to_be_between", Max: 9, Policy: FindingPolicy.Refuse),
            Assert.Single(DefinitionReader.Parse(text, definition).Expectations)
        );
    }

    [Fact]
    public async Task Neither_a_file_nor_a_model_is_refused() => Assert.Equal(2, (await Mlops().AskAsync("suggest", "nothing")).Status);

    private CommandLine Mlops() => new(_folder["workspace"]) { Folder = _folder.Path };

    private static string Rows() =>
        "x,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => FormattableString.Invariant($"{i % 13},{i % 2}\n")));
}
