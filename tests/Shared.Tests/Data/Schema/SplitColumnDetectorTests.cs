using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;
using static MLOpsFunctions.Shared.Tests.Data.SampleFiles;

namespace MLOpsFunctions.Shared.Tests.Data.Schema;

/// <summary>Files that say themselves which rows are held out, without a definition that names the column.</summary>
public sealed class SplitColumnDetectorTests
{
    [Theory]
    [InlineData("part", "train", "test", "validation", false)]
    [InlineData("Split", "Train", "TEST", "Valid", true)]
    [InlineData("set", "training", "testing", "val", true)]
    public void The_column_becomes_the_split_and_neither_label_nor_feature(
        string name,
        string train,
        string test,
        string validation,
        bool isNamed
    )
    {
        var result = Read(Csv(name, train, train, test, validation));

        Assert.Equal(("y", name), (result.Definition.Label, result.Definition.Split.Column));
        Assert.Equal(ColumnRole.Ignore, result.Schema.Single(column => column.Name == name).Role);
        Assert.Equal(
            isNamed
                ? new Dictionary<string, SplitSide>
                {
                    [train] = SplitSide.Train,
                    [test] = SplitSide.Test,
                    [validation] = SplitSide.Validation,
                }
                : null,
            result.Definition.Split.Sides?.ToDictionary()
        );
        Assert.Contains(result.Notes.Sentences(), note => note.Contains($"Column '{name}' says which rows"));
        var written = DefinitionReader.Parse(DefinitionWriter.Write(result.Definition), "definitions/m.json");
        Assert.Equal(name, Read(Csv(name, train, train, test, validation), written).Definition.Split.Column);
    }

    [Theory]
    [InlineData("train", "train", "validation", "train")]
    [InlineData("train", "test", "train", "")]
    public void What_looks_like_a_split_and_is_none_is_told_of_and_not_used(params string[] values)
    {
        var result = Read(Csv("part", values));

        Assert.Equal(("y", null), (result.Definition.Label, result.Definition.Split.Column));
        Assert.Equal(ColumnRole.Ignore, result.Schema.Single(column => column.Name == "part").Role);
        Assert.Contains(result.Notes.Sentences(), note => note.Contains("'part' looks as if") && note.Contains("is not used"));
    }

    [Fact]
    public void A_definition_that_says_how_rows_are_held_out_or_what_the_column_is_stands()
    {
        var csv = Csv("part", "train", "train", "test", "validation");

        var random = Read(csv, new() { Split = new() { Kind = SplitKind.Random } });
        Assert.Null(random.Definition.Split.Column);
        Assert.Contains(random.Notes.Sentences(), note => note.Contains("the definition splits rows by the kind random"));
        Assert.Equal(
            ColumnRole.Feature,
            Role(
                Read(
                    csv,
                    new()
                    {
                        Label = "y",
                        Columns = new Dictionary<string, ColumnDefinition> { ["part"] = new(Role: ColumnRole.Feature) },
                    }
                )
            )
        );
        Assert.Equal(ColumnRole.Label, Role(Read(csv, new() { Label = "part" })));
        Assert.Equal(ColumnRole.Feature, Role(Read(csv.Replace("train", "left"), new() { Label = "y" })));
        Assert.Equal(ColumnRole.Feature, Role(Read(csv.Replace("part", "kind"), new() { Label = "y" }), "kind"));
    }

    private static ColumnRole Role(IngestResult result, string name = "part") => result.Schema.Single(column => column.Name == name).Role;

    /// <summary>Numbers, a label, and as the last column the sides in turn.</summary>
    private static string Csv(string name, params string[] sides) =>
        $"a,y,{name}\n"
        + string.Concat(Enumerable.Range(0, 200).Select(row => $"{row * 37 % 101},{row * 53 % 97},{sides[row % sides.Length]}\n"));
}
