using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>What programs and people really export, read as it is meant, or left alone where that cannot be known.</summary>
public sealed class AwkwardFileTests
{
    [Theory]
    [InlineData("02139|90210|10001", ColumnType.Text)]
    [InlineData("02139|90210|NA", ColumnType.Text)]
    [InlineData("90210|10001|33101", ColumnType.Number)]
    [InlineData("01|02|12", ColumnType.Number)] // Months and hours have an order.
    [InlineData("0.5|1.5|007.5", ColumnType.Number)]
    [InlineData("True|TRUE|false", ColumnType.Text)]
    [InlineData("$1,200.50|$900|$1,000", ColumnType.Number)]
    [InlineData("1/13/2026|2/3/2026|12/31/2026", ColumnType.Time)]
    [InlineData("13/1/2026|3/2/2026|31/12/2026 08:15", ColumnType.Time)]
    [InlineData("13-01-2026|03-02-2026|31-12-2026", ColumnType.Time)]
    [InlineData("1/2/2026|2/3/2026|3/4/2026", ColumnType.Text)] // Nothing tells the day from the month.
    [InlineData("13/1/2026|1/13/2026|3/4/2026", ColumnType.Text)] // Two countries in one column.
    [InlineData("3-Jan-2026|14-Feb-2026|1-Mar-2026", ColumnType.Time)]
    [InlineData("2026-03-01 1:05 PM|2026-03-01 2:30 AM|2026-03-02 12:00 AM", ColumnType.Time)]
    public void A_column_is_of_the_type_that_its_cells_prove(string cells, ColumnType type)
    {
        var values = cells.Split('|');
        var result = Read("a,x,y\n" + Rows(120, i => $"\"{values[i % values.Length]}\",{i * 7 % 31},{i % 11}"));

        Assert.Equal((type, 120L), (result.Schema[0].Type, result.Rows.Kept));
    }

    [Fact]
    public void Dates_are_read_in_the_order_that_their_column_proves()
    {
        long First(string other) =>
            ((TimeColumn)Read("a,y\n" + Rows(60, i => $"{(i % 2 == 0 ? "03/04/2026" : other)},{i % 7}")).Frame.Columns[0]).Ticks[0];

        Assert.Equal(new DateTime(2026, 4, 3).Ticks, First("31/12/2026"));
        Assert.Equal(new DateTime(2026, 3, 4).Ticks, First("12/31/2026"));
    }

    [Fact]
    public void Answers_in_other_letters_are_the_same_answers()
    {
        string[] spellings = ["Yes", "Yes", "YES", "no", "no", "No"];
        var result = Read("x,colour,churn\n" + Rows(120, i => $"{i * 7 % 31},{(i % 2 == 0 ? "Red" : "red")},{spellings[i % 6]}"));

        Assert.Equal(ModelTask.Binary, result.Definition.Task);
        Assert.Equal(["Yes", "no"], ((TextColumn)result.Frame.Find("churn")!).Levels.Order(StringComparer.Ordinal));
        Assert.Equal(["Red", "red"], ((TextColumn)result.Frame.Find("colour")!).Levels);
        Assert.Equal(40, result.Rows.Repaired);
        Assert.Equal(new("churn", "yes or no, true or false in other letters", 40), Assert.Single(result.Repairs));
    }

    [Fact]
    public void Row_numbers_that_a_program_put_in_front_are_an_identifier()
    {
        var result = Read(",a,y\n" + Rows(60, i => $"{i},{i * 7 % 31},{i % 11}"));

        Assert.Equal(
            [("c1", ColumnRole.Id), ("a", ColumnRole.Feature), ("y", ColumnRole.Label)],
            result.Schema.Select(column => (column.Name, column.Role))
        );
        Assert.Contains(result.Notes.Sentences(), note => note.Contains("c1"));
    }

    [Theory]
    [InlineData("a,price,")]
    [InlineData("a,price")]
    public void A_separator_at_the_end_of_every_row_makes_no_label(string header)
    {
        var result = Read(header + "\n" + Rows(60, i => $"{i * 7 % 31},{i % 13}.5,"));

        Assert.Equal(("price", 60L), (result.Definition.Label, result.Rows.Kept));
        Assert.Equal(ColumnRole.Ignore, result.Schema[2].Role);
    }

    [Fact]
    public void A_made_up_name_that_is_taken_is_refused() =>
        Assert.Contains(
            "same name, 'c2'",
            Assert.Throws<ProblemException>(() => Read("c2,,y\n" + Rows(60, i => $"{i},{i % 3},{i % 5}"))).Problem.Title
        );

    [Theory]
    [InlineData("sep=;\r\n", ';')]
    [InlineData("sep=\t\n", '\t')]
    [InlineData("sep=|\n", '|')]
    public void A_first_line_that_tells_the_separator_is_no_row(string line, char separator)
    {
        var result = Read(line + $"a{separator}y\n" + Rows(60, i => $"{i * 7 % 31}.5{separator}{i % 11}"));

        Assert.Equal(["a", "y"], result.Schema.Select(column => column.Name));
        Assert.Equal(60, result.Rows.Kept);
    }

    [Theory]
    [InlineData("customer_id")]
    [InlineData("CustomerID")]
    [InlineData("Order ID")]
    public void Numbers_that_name_rows_are_identifiers(string name) =>
        Assert.Equal(
            ColumnRole.Id,
            Read($"{name},x,y\n" + Rows(60, i => $"{(i * 7919L % 10007) + 100000},{i * 7 % 31},{i % 11}")).Schema[0].Role
        );

    private static string Rows(int count, Func<int, string> row) => string.Concat(Enumerable.Range(0, count).Select(i => row(i) + "\n"));

    private static IngestResult Read(string text) =>
        Ingestion.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), new("m", "incoming/m/f.csv", null, []));
}
