using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>Numbers in the styles of bookkeepers and of India are read, and texts that only look like numbers stay texts.</summary>
public sealed class NumberStyleTests
{
    [Theory]
    [InlineData("(1,500.00)", -1500)]
    [InlineData("($1,500.00)", -1500)]
    [InlineData("$(1,500.00)", -1500)]
    [InlineData("(CHF 5.00)", -5)]
    [InlineData("(5.00 CHF)", -5)]
    [InlineData("CHF (1,500.00)", -1500)]
    [InlineData("(CHF 1'500.00)", -1500)]
    [InlineData("( 12.50 )", -12.5)]
    [InlineData("1,500.00-", -1500)]
    [InlineData("-24,88,603.52", -2_488_603.52)]
    [InlineData("1,00,000", 100_000)]
    public void A_column_of_such_numbers(string cell, double expected)
    {
        foreach (var every in new[] { 2, 3, 40 })
        {
            var result = Ingest(i => i % every == 1 ? cell : $"{i}.25");

            Assert.Equal((ColumnType.Number, 60L), (result.Schema[0].Type, result.Rows.Kept));
            Assert.Equal([0.25, expected], Numbers(result.Frame)[..2]);
            Assert.Equal([expected, 7], Numbers(Read($"{cell}|7", result.Schema).Frame));
            Assert.Empty(Read($"{cell}|7", result.Schema).Notes);
        }
    }

    [Fact]
    public void The_style_is_kept_and_another_one_is_told()
    {
        var result = Ingest(i => i % 3 == 1 ? "(5.50)" : $"{i}.25");

        Assert.Equal('(', result.Schema[0].Format!.Negative);
        Assert.Contains(result.Repairs, repair => repair.Reason.Contains("in parentheses", StringComparison.Ordinal));
        Assert.Equal("5.50-", Assert.Single(Read("1.5|2.5|3.5|5.50-", result.Schema).Notes).Found);
        Assert.Equal("(5.50)", Assert.Single(Read("1.5|2.5|3.5|(5.50)", Ingest(i => $"{i}.25").Schema).Notes).Found);
    }

    [Theory]
    [InlineData("({0})")]
    [InlineData("({0}) x")]
    [InlineData("(CHF 5) {0}")]
    [InlineData("CHF (EUR {0})")]
    [InlineData("1-{0}")]
    public void What_counts_up_in_parentheses_is_no_negative(string cell) =>
        Assert.Equal(
            ColumnType.Text,
            Ingest(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, cell, 1 + (i % 5))).Schema[0].Type
        );

    [Theory]
    [InlineData("1.1|1.10|1.2|1.20|2.3")]
    [InlineData("12e4|1e10|3e8|20e1|2e2")]
    public void Different_spellings_of_one_number_stay_different(string levels)
    {
        var spelled = levels.Split('|');
        var result = Ingest(i => spelled[i % 5]);
        var label = Ingest(i => spelled[i % 5], asLabel: true);

        Assert.Equal(spelled, ((TextColumn)result.Frame.Find("x")!).Levels);
        Assert.Contains(result.Notes.Sentences(), note => note.Contains("declare the type number", StringComparison.Ordinal));
        Assert.Equal(spelled, ((TextColumn)label.Frame.Find("x")!).Levels);
        Assert.Equal(spelled[1..2], ((TextColumn)Read(spelled[1], result.Schema).Frame.Find("x")!).Levels);
    }

    [Theory]
    [InlineData("1.10|2.50|3.25|4.00|5.75")]
    [InlineData("1.1|2.5|3.25|4.0|5.75")]
    [InlineData("1.5e+04|1e-5|3|4|5")]
    [InlineData("1|1.0|2|2.0|3")]
    public void Plain_numbers_stay_numbers(string cells)
    {
        var spelled = cells.Split('|');

        Assert.Equal(ColumnType.Number, Ingest(i => spelled[i % 5]).Schema[0].Type);
    }

    private static IngestResult Ingest(Func<int, string> cell, bool asLabel = false) =>
        Ingestion.Read(
            new MemoryStream(
                Encoding.UTF8.GetBytes("x;y\n" + string.Join('\n', Enumerable.Range(0, 60).Select(i => $"{cell(i)};{i % 7}.5")))
            ),
            new("m", "f", asLabel ? new() { Label = "x" } : null, [])
        );

    private static FileRows Read(string cells, IReadOnlyList<ColumnSchema> schema) =>
        FrameReader.ReadCsv(
            new MemoryStream(Encoding.UTF8.GetBytes("x;z\n" + string.Join('\n', cells.Split('|').Select(cell => $"{cell};1")))),
            schema
        );

    private static double[] Numbers(DataFrame frame) => ((NumberColumn)frame.Find("x")!).Values;
}
