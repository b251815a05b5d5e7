using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Definitions;

/// <summary>Splits by a column, as people declare them and as files meet them.</summary>
public sealed class SplitValidationTests
{
    [Theory]
    [InlineData("""{ "split": { "kind": "column" } }""", "$.split", "\"column\" and the column's name")]
    [InlineData("""{ "split": { "sides": { "a": "train", "b": "test" } } }""", "$.split", "\"column\" and the column's name")]
    [InlineData("""{ "split": { "kind": "random", "column": "part" } }""", "$.split.column", "the kind column")]
    [InlineData("""{ "task": "forecast", "split": { "column": "part" } }""", "$.split", "the kind time")]
    [InlineData("""{ "split": { "column": "part", "sides": { "a": "train", "b": "validation" } } }""", "$.split.sides", "one for test")]
    [InlineData(
        """{ "split": { "column": "part", "sides": { "a": "train", "b": "tst" } } }""",
        "$.split.sides.b",
        "one of train, validation, test"
    )]
    [InlineData("""{ "label": "part", "split": { "column": "part" } }""", "$.split.column", "another column")]
    [InlineData("""{ "columns": { "part": { "role": "feature" } }, "split": { "column": "part" } }""", "$.columns.part", "the role ignore")]
    [InlineData("""{ "columns": { "part": { "pii": "hash" } }, "split": { "column": "part" } }""", "$.columns.part", "the role ignore")]
    public void A_split_that_contradicts_itself_is_refused_at_its_place(string json, string path, string expected)
    {
        var problem = Assert.Throws<ProblemException>(() => DefinitionReader.Parse(json, "m.json")).Problem;

        Assert.Equal($"m.json, line 1, {path}", problem.Where);
        Assert.Contains(expected, problem.Expected);
    }

    [Theory]
    [InlineData("""{ "split": { "column": "part" } }""")]
    [InlineData(
        """{ "split": { "kind": "column", "column": "part", "sides": { "dev": "train", "eval": "test" } }, "columns": """
            + """{ "part": { "role": "ignore", "type": "text" } } }"""
    )]
    public void A_split_by_a_column_needs_no_more_than_its_name(string json) =>
        Assert.Equal("part", DefinitionReader.Parse(json, "m.json").Split.Column);

    [Fact]
    public void The_column_is_never_an_input_nor_taken_for_the_label()
    {
        var csv =
            "x,y,part\n"
            + string.Concat(Enumerable.Range(0, 60).Select(row => $"{row * 37 % 59},{row % 23},{(row % 4 == 0 ? "test" : "train")}\n"));
        var result = Ingest(csv, """{ "split": { "column": "part" } }""");

        Assert.Equal("y", result.Definition.Label);
        Assert.Equal(
            [("x", ColumnRole.Feature), ("y", ColumnRole.Label), ("part", ColumnRole.Ignore)],
            result.Schema.Select(column => (column.Name, column.Role))
        );
    }

    [Fact]
    public void Copies_are_not_said_to_stay_on_one_side_where_the_file_decides()
    {
        var csv = "x,y,part\n" + string.Concat(Enumerable.Range(0, 60).Select(row => $"{row % 20},{row % 20},train\n"));

        Assert.Contains(
            "40 rows are exact copies of earlier ones; they stay.",
            Ingest(csv, """{ "split": { "column": "part" } }""").Notes.Sentences()
        );
        Assert.Contains(
            "40 rows are exact copies of earlier ones; they stay, and stay on one side of the split.",
            Ingest(csv, "{}").Notes.Sentences()
        );
    }

    [Fact]
    public void A_file_without_the_column_is_refused() =>
        Assert.Equal(
            "Column 'prat' is declared and not in the file",
            Assert.Throws<ProblemException>(() => Ingest("x,y,part\n1,2,train\n", """{ "split": { "column": "prat" } }""")).Problem.Title
        );

    private static IngestResult Ingest(string csv, string definition) =>
        Ingestion.Read(
            new MemoryStream(Encoding.UTF8.GetBytes(csv)),
            new IngestRequest("m", "incoming/m/a.csv", DefinitionReader.Parse(definition, "m.json"), new byte[32])
        );
}
