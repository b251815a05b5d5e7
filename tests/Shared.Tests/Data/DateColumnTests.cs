using System.Globalization;
using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>
/// Dates in any usual form are read where the whole column supports it; otherwise a note says so, and a declared format
/// decides.
/// </summary>
public sealed class DateColumnTests
{
    private static readonly DateTime Start = new(2023, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("yyyyMMdd")]
    [InlineData("yyyy-MM-dd")]
    [InlineData("dd.MM.yy")]
    [InlineData("dd.MM.yyyy")]
    [InlineData("dd-MMM-yy")]
    [InlineData("d MMM yyyy")]
    [InlineData("MMM d yyyy")]
    [InlineData("MMMM d, yyyy")]
    [InlineData("dd/MM/yyyy")]
    [InlineData("MM/dd/yy")]
    [InlineData("dd-MM-yy")]
    [InlineData("ddd, dd MMM yyyy")]
    [InlineData("yyyy.MM.dd")]
    public void Days_are_read(string format)
    {
        var column = Column(i => Start.AddDays(i).ToString(format, CultureInfo.InvariantCulture));

        Assert.Equal([.. Enumerable.Range(0, 200).Select(i => Start.AddDays(i).Ticks)], Assert.IsType<TimeColumn>(column).Ticks);
    }

    [Theory]
    [InlineData("yyyyMM")]
    [InlineData("yyyy-MM")]
    [InlineData("MMM yyyy")]
    [InlineData("MMM-yy")]
    [InlineData("MM/yyyy")]
    public void Months_are_read(string format)
    {
        var column = Column(i => Start.AddMonths(i).ToString(format, CultureInfo.InvariantCulture));

        Assert.Equal([.. Enumerable.Range(0, 200).Select(i => Start.AddMonths(i).Ticks)], Assert.IsType<TimeColumn>(column).Ticks);
    }

    [Fact]
    public void Midnight_may_be_the_end_of_a_day()
    {
        var column = Column(i => $"{Start.AddDays(i / 24):yyyy-MM-dd} {(i % 24) + 1:00}:00");

        Assert.Equal([.. Enumerable.Range(0, 200).Select(i => Start.AddHours(i + 1).Ticks)], Assert.IsType<TimeColumn>(column).Ticks);
    }

    [Theory]
    [InlineData("20230000", 1)] // Numbers of orders, from the year's beginning.
    [InlineData("200001", 7)]
    [InlineData("10000000", 12345)]
    public void Numbers_that_are_not_all_dates_stay_numbers(string first, int step) =>
        Assert.IsType<NumberColumn>(
            Column(i => (int.Parse(first, CultureInfo.InvariantCulture) + (i * step)).ToString(CultureInfo.InvariantCulture))
        );

    [Theory]
    [InlineData("1.{0}.{1:00}")]
    [InlineData("{0}.{1}.1")]
    public void Versions_stay_texts(string form) =>
        Assert.IsType<TextColumn>(Column(i => string.Format(CultureInfo.InvariantCulture, form, (i % 9) + 1, i % 28)));

    [Fact]
    public void A_number_among_dates_of_digits_is_told()
    {
        var result = Read(i => i == 17 ? "20231399" : Start.AddDays(i).ToString("yyyyMMdd", CultureInfo.InvariantCulture));

        Assert.IsType<NumberColumn>(result.Frame.Find("x"));
        Assert.Contains(
            result.Notes.Sentences(),
            note => note.StartsWith("Column 'x' looks like dates such as 20261231, but 1 of its numbers", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("yy/MM/dd")]
    [InlineData("yy.MM.dd")]
    public void A_year_of_two_digits_in_front_is_read_where_it_is_declared(string format)
    {
        string Cell(int i) => Start.AddDays(i).ToString(format, CultureInfo.InvariantCulture);
        var guessed = Read(Cell);

        Assert.IsType<TextColumn>(guessed.Frame.Find("x"));
        Assert.Contains(
            guessed.Notes.Sentences(),
            note => note.StartsWith("Column 'x' looks like dates, such as '23", StringComparison.Ordinal)
        );

        var declared = Read(Cell, new(ColumnType.Time, Format: format));

        Assert.Equal(
            [.. Enumerable.Range(0, 200).Select(i => Start.AddDays(i).Ticks)],
            Assert.IsType<TimeColumn>(declared.Frame.Find("x")).Ticks
        );
        Assert.Equal(format, declared.Schema[0].Format!.Pattern);
    }

    [Fact]
    public void Days_and_months_that_nothing_tells_apart_are_told_and_read_as_declared()
    {
        static string Cell(int i) => $"{(i % 12) + 1:00}/{(i / 12 % 12) + 1:00}/2024";

        Assert.Contains(
            Read(Cell).Notes.Sentences(),
            note => note.Contains("looks like dates, such as '01/01/2024'", StringComparison.Ordinal)
        );
        Assert.Equal(
            new DateTime(2024, 1, 2).Ticks,
            ((TimeColumn)Read(Cell, new(ColumnType.Time, Format: "d/M/yyyy")).Frame.Find("x")!).Ticks[1]
        );
        Assert.Equal(
            new DateTime(2024, 2, 1).Ticks,
            ((TimeColumn)Read(Cell, new(ColumnType.Time, Format: "M/d/yyyy")).Frame.Find("x")!).Ticks[1]
        );
    }

    [Fact]
    public void A_declared_time_that_cannot_be_read_is_quoted_and_what_can_be_is_listed()
    {
        var problem = Assert.Throws<ProblemException>(() => Read(i => $"KW {i % 52}", new(ColumnType.Time))).Problem;

        Assert.Contains("column 'x': 'KW 0'", problem.Found, StringComparison.Ordinal);
        Assert.Contains("15-Jan-19", problem.Try, StringComparison.Ordinal);
        Assert.Contains("format", problem.Try, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_without_a_proof_of_their_marks_are_told()
    {
        Assert.Contains(
            Read(i => $"{100 + i}.{(i * 7 % 900) + 100}").Notes.Sentences(),
            note => note.StartsWith("Column 'x' is read with decimal points", StringComparison.Ordinal)
        );
        Assert.Contains(
            Read(i => $"{100 + i},{(i * 7 % 900) + 100}").Notes.Sentences(),
            note => note.StartsWith("Column 'x' is taken as text", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(Read(i => $"{100 + i}.{i % 10}").Notes.Sentences(), note => note.Contains("'x'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("time", "dd.MM.yyyy", true)]
    [InlineData("time", "HH:mm", false)]
    [InlineData("time", "%", false)]
    [InlineData("number", "1.234,5", true)]
    [InlineData("number", "#,##0.0", false)]
    [InlineData("text", "dd.MM.yyyy", false)]
    public void A_format_that_cannot_be_read_is_refused(string type, string format, bool fits)
    {
        var json = $$"""{ "columns": { "x": { "type": "{{type}}", "format": "{{format}}" } } }""";

        if (fits)
        {
            Assert.Equal(
                format,
                DefinitionReader.Parse(DefinitionWriter.Write(DefinitionReader.Parse(json, "m")), "m").Columns["x"].Format
            );
        }
        else
        {
            Assert.Contains(
                "The format cannot be read",
                Assert.Throws<ProblemException>(() => DefinitionReader.Parse(json, "m")).Message,
                StringComparison.Ordinal
            );
        }
    }

    private static DataColumn Column(Func<int, string> cell) => Read(cell).Frame.Find("x")!;

    private static IngestResult Read(Func<int, string> cell, ColumnDefinition? declared = null)
    {
        var text = "x;y\n" + string.Join('\n', Enumerable.Range(0, 200).Select(i => $"{cell(i)};{i % 7}.5"));
        var definition = declared is null
            ? null
            : new ModelDefinition
            {
                Label = "y",
                Columns = new Dictionary<string, ColumnDefinition> { ["x"] = declared },
            };
        return Ingestion.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), new("m", "f", definition, []));
    }
}
