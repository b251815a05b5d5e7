using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>Why rows were set aside is told with the column and a value.</summary>
public sealed class QuarantineReasonTests
{
    [Fact]
    public void A_reason_names_the_column_its_rows_and_the_first_value()
    {
        var result = Read(
            "a,y\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{(i % 50 == 7 ? "bad" + i : $"{i}.5")},{i * 3}\n"))
        );

        Assert.Equal([new("not a number", "a", 4, 9, "bad7")], result.Reasons);
        Assert.Equal("4 rows: not a number in column 'a', such as 'bad7' on line 9", result.Reasons[0].ToString());
        Assert.Equal(4, result.Quarantined["not a number"]);
        Assert.Equal(result.Reasons, Receipt.Accepted("run", Version(result), result).Reasons);
    }

    [Fact]
    public void Reasons_of_several_columns_are_told_apart_and_the_most_rows_come_first()
    {
        var result = Read(
            "a,b,y\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 300)
                        .Select(i => $"{(i % 100 == 7 ? "x" : $"{i}.5")},{(i % 50 == 9 ? "n.b." : $"{i}.25")},{i * 3}\n")
                )
                + "1,2,3,4\n"
        );

        Assert.Equal(
            [
                "6 rows: not a number in column 'b', such as 'n.b.' on line 11",
                "3 rows: not a number in column 'a', such as 'x' on line 9",
                "1 row: too many cells, such as '1,2,3,4' on line 302",
            ],
            result.Reasons.Select(reason => reason.ToString())
        );
    }

    [Fact]
    public void What_a_private_column_holds_is_not_told()
    {
        var text =
            "a,y\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"secret{i % 9},{(i % 50 == 7 ? "secret" : $"{i * 3}")}\n"));
        var definition = new ModelDefinition
        {
            Label = "y",
            Task = ModelTask.Regression,
            Columns = new Dictionary<string, ColumnDefinition> { ["a"] = new(ColumnType.Number, Pii: PiiHandling.Drop) },
        };
        text = text.Replace("secret0,", "7,", StringComparison.Ordinal);

        var result = Read("b," + text.Replace("\n", "\n1,", StringComparison.Ordinal)[..^2], definition);

        Assert.Contains(
            "4 rows: not a number in column 'y', such as 'secret' on line 9",
            result.Reasons.Select(reason => reason.ToString())
        );
        Assert.All(result.Reasons.Where(reason => reason.Column != "y"), reason => Assert.Null(reason.Found));
    }

    [Theory]
    [InlineData("# a comment in the middle", "1 row: a comment among the rows, such as '# a comment in the middle' on line 102")]
    [InlineData("// left out", "1 row: a comment among the rows, such as '// left out' on line 102")]
    [InlineData("a,y", "1 row: the header again, such as 'a,y' on line 102")]
    public void Lines_that_are_no_rows_are_told_with_their_line(string line, string told)
    {
        var rows = Enumerable.Range(0, 200).Select(i => (i == 100 ? line + "\n" : "") + $"{i}.5,{"no yes".Split(' ')[i % 2]}\n");

        Assert.Equal(told, Assert.Single(Read("a,y\n" + string.Concat(rows)).Reasons).ToString());
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("n.b.")]
    [InlineData("zzz")]
    public void A_few_words_in_a_label_of_whole_numbers_are_no_class(string word)
    {
        var result = Read(
            "a,y\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i * 7 % 31},{(i % 14 == 3 ? word : $"{1 + (i % 3)}")}\n"))
        );

        Assert.Equal((ModelTask.Multiclass, 278L), (result.Definition.Task, result.Rows.Kept));
        Assert.Equal(["1", "2", "3"], ((NumberColumn)result.Frame.Find("y")!).Values.Distinct().Order().Select(value => $"{value}"));
        Assert.Equal(("y", word), Assert.Single(result.Reasons) is var reason ? (reason.Column, reason.Found) : default);
    }

    [Fact]
    public void A_column_without_a_name_that_repeats_itself_is_not_said_to_name_its_rows()
    {
        var result = Read(",b,y\n" + string.Concat(Enumerable.Range(0, 90).Select(i => $"{"uvw"[i % 3]},{i * 7 % 31},{i * 3}\n")));

        var leak = Assert.Single(result.Leaks, leak => leak.Column == "c1");
        Assert.Contains("has no name", leak.Note.Sentence());
        Assert.DoesNotContain("names its rows", leak.Note.Sentence());
        Assert.Equal(UnusedReason.Unnamed, Assert.Single(result.Inferred.Unused, column => column.Column == "c1").Reason);
    }

    private static DatasetVersion Version(IngestResult result) =>
        new("d", result.Source, result.Schema, "y", result.Definition.Task!.Value, result.Rows, "p", result.Leaks);

    private static IngestResult Read(string text, ModelDefinition? definition = null) =>
        Ingestion.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), new("m", "f.csv", definition, []));
}
