using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>Lines that may be comments or missing values, where nothing in the file tells, are taken as they are and told.</summary>
public sealed class CommentRowTests
{
    [Theory]
    [InlineData("# exported, by hand")]
    [InlineData("// exported, by hand")]
    [InlineData("-- exported, by hand")]
    public void A_comment_with_as_many_cells_as_a_row_of_texts_is_told(string comment)
    {
        var result = Read("town,kind\n" + Rows(20) + comment + "\n" + Rows(20));

        Assert.Equal(41, result.Rows.Kept);
        Assert.Equal(
            "Line 22 begins like a comment and is taken as a row, because it has as many cells as one. " + "Delete it if it is a comment.",
            Assert.Single(result.Notes.Sentences(), note => note.Contains("comment"))
        );
    }

    [Theory]
    [InlineData("#")]
    [InlineData("--")]
    public void A_column_of_such_values_is_none_of_comments(string mark)
    {
        var colours = string.Concat(Enumerable.Range(0, 40).Select(i => $"{mark}ff{i % 5}a,{(i % 2 == 0 ? "warm" : "cold")}\n"));

        Assert.DoesNotContain(Read("colour,kind\n" + colours).Notes.Sentences(), note => note.Contains("comment"));
    }

    [Fact]
    public void Empty_lines_of_a_file_of_one_column_are_counted()
    {
        var rows = string.Concat(Enumerable.Range(0, 30).Select(i => i % 10 == 3 ? "\n" : $"{i}.5\n"));

        var result = Read("size\n\n" + rows + "\n");

        Assert.Equal((27L, 27L), (result.Rows.Read, result.Rows.Kept));
        Assert.Contains(result.Notes.Sentences(), note => note.StartsWith("5 empty lines are passed over.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("size\n1.5\n2.5\n\"3.5\"\n{0}")]
    [InlineData("size\r\n1.5\r\n{0}2.5")]
    [InlineData("review\n\"two\nlines\"\nmore\n{0}")]
    [InlineData("a,b\n\n1,2\n\n{0}")]
    public void Other_lines_are_not(string form)
    {
        var rows = string.Concat(Enumerable.Range(0, 20).Select(i => form.Contains("a,b") ? $"{i},{i}\n" : $"{i}\n"));

        Assert.DoesNotContain(
            Read(form.Replace("{0}", rows, StringComparison.Ordinal)).Notes.Sentences(),
            note => note.Contains("empty line")
        );
    }

    private static string Rows(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(i => $"town {i % 7},{(i % 2 == 0 ? "warm" : "cold")}\n"));

    private static IngestResult Read(string file) =>
        Ingestion.Read(new MemoryStream(Encoding.UTF8.GetBytes(file)), new("m", "f", new() { Task = ModelTask.Clustering }, []));
}
