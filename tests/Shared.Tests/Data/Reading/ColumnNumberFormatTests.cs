using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Shared.Tests.Data.Reading;

/// <summary>
/// Numbers written for people are read where the column proves how they are meant, told in the receipt, and set aside
/// where it does not.
/// </summary>
public sealed class ColumnNumberFormatTests
{
    [Theory]
    [InlineData("1,234.50|12|1,234", ',', "1234.5|12|1234")]
    [InlineData("1,234,567|1,234|5", ',', "1234567|1234|5")]
    [InlineData("1,234|12.5|7", ',', "null|12.5|7")] // Beside points that are decimal a comma may be thousands or a slip.
    [InlineData("1,5|2.5|3", ';', "null|2.5|3")]
    [InlineData("1,5|2|3,25", ';', "1.5|2|3.25")]
    [InlineData("1,5|2|3,25", ',', "null|2|null")] // Two cells of one pair of quotes, perhaps.
    [InlineData("1.234,5|1.234|9", ';', "1234.5|1234|9")]
    [InlineData("1,5|1.234|9", ';', "1.5|null|9")]
    [InlineData("1.234.567|1.234|9", ';', "1234567|1234|9")]
    [InlineData("1,234|5,678|9,012", ';', "null|null|null")] // Thousands or decimals: nothing tells.
    [InlineData("1.234|5.678", ';', "1.234|5.678")]
    [InlineData("$5|$1,234.50|7", ',', "5|1234.5|7")]
    [InlineData("-$5|$ -6.5|+$7", ',', "-5|-6.5|7")]
    [InlineData("$5|6 €|7", ',', "null|null|7")]
    [InlineData("12,50 €|1.000,00 €|3", ';', "12.5|1000|3")]
    [InlineData("5%|12.5 %|0.1%", ',', "5|12.5|0.1")]
    [InlineData("5%|0.25|0.1|0.3", ',', "null|0.25|0.1|0.3")]
    [InlineData("\u22125|3|\u22120.5", ',', "-5|3|-0.5")]
    [InlineData("1'234.5|2'000|3", ',', "1234.5|2000|3")]
    [InlineData("1\u00a0234|12\u00a0345,5|3,5", ';', "1234|12345.5|3.5")]
    [InlineData("12 345|67 890", ';', "null|null")]
    [InlineData("01,234.5|1,23,456.0|1,234,56", ',', "null|123456|null")]
    [InlineData("(5)|5-|1..2|$|%|--5|$$5|1,|,5", ',', "-5|null|null|null|null|null|null|null|null")]
    public void A_cell_is_read_as_its_column_proves_it_is_meant(string cells, char separator, string expected)
    {
        var texts = cells.Split('|');
        var writing = ColumnNumberFormat.Of(NumberEvidence.Of(texts.Select(text => (text, 1L))), 0, commas: separator != ',');

        Assert.Equal(
            expected,
            string.Join(
                '|',
                texts.Select(text => writing.TryRead(text, out var value, out _) ? value.ToString(CultureInfo.InvariantCulture) : "null")
            )
        );
    }

    [Fact]
    public void A_number_written_in_any_way_of_one_country_is_that_number() =>
        Prop.ForAll(
                (
                    from cents in Gen.Choose(-1_999_999_999, 1_999_999_999).NonEmptyListOf()
                    from country in Gen.Elements("en-US", "de-DE", "de-CH", "fr-FR", "sv-SE", "en-IN")
                    from format in Gen.Elements("N2", "F2", "C2")
                    select (cents, country, format)
                ).ToArbitrary(),
                written =>
                {
                    // Groups of two, as in India, are read in no case: 1,23,456 is no number that is written the same everywhere.
                    var culture = Culture(written.country);
                    var texts = written.cents.Select(cent => (cent / 100m).ToString(written.format, culture)).ToList();
                    var writing = ColumnNumberFormat.Of(NumberEvidence.Of(texts.Select(text => (text, 1L))), 0, commas: true);
                    return written
                            .cents.Zip(texts)
                            .All(pair => !writing.TryRead(pair.Second, out var value, out _) || value == (double)(pair.First / 100m))
                        && (written.country == "en-IN" || written.cents.Zip(texts).All(pair => writing.TryRead(pair.Second, out _, out _)));
                }
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Repairs_are_counted_by_row_and_told_by_column_and_reason(int threads)
    {
        var text = new StringBuilder("a,b,y\n");
        for (var i = 0; i < 400; i++)
        {
            text.Append(
                i switch
                {
                    100 => "\"1,234.5\",2,1\n", // Marks between thousands.
                    101 => "$7,\"$1,000.5\",2\n", // Two repairs in one row.
                    102 => "$8,9,\n", // Repaired, and set aside for its label.
                    103 => "\"3,50\",2,1\n", // Read by nobody.
                    _ => $"{i % 17}.5,{i % 13},{i % 5}\n",
                }
            );
        }

        var result = Ingestion.Read(
            new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())),
            new("m", "f", null, []) { Threads = threads }
        );

        Assert.Equal(new RowCounts(400, 398, 2, 2), result.Rows);
        Assert.Equal(
            [
                new("a", "a currency sign", 1),
                new("a", "marks between thousands", 1),
                new("b", "a currency sign and marks between thousands", 1),
            ],
            result.Repairs
        );
        Assert.Equal(["not a number", "the label is missing"], result.Quarantined.Keys);
        Assert.Contains(1234.5, ((NumberColumn)result.Frame.Find("a")!).Values);
        Assert.Contains(1000.5, ((NumberColumn)result.Frame.Find("b")!).Values);
    }

    [Fact]
    public void A_file_of_another_country_is_read_as_it_is_meant()
    {
        var rows = Enumerable.Range(0, 3000).Select(i => $"{1 + (i / 1000)}.{i % 1000:000},{i % 100:00};{i % 10},{i % 3}5;{i % 11}");
        var result = Ingestion.Read(
            new MemoryStream(Encoding.UTF8.GetBytes("price;share;y\n" + string.Join('\n', rows))),
            new("m", "f", null, [])
        );

        Assert.Equal([ColumnType.Number, ColumnType.Number, ColumnType.Number], result.Schema.Select(column => column.Type));
        Assert.Equal(new RowCounts(3000, 3000, 3000, 0), result.Rows);
        Assert.Equal(
            (1000, 3999.99),
            (((NumberColumn)result.Frame.Columns[0]).Values[0], ((NumberColumn)result.Frame.Columns[0]).Values[2999])
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Decimal_commas_cost_no_distinct_texts_and_odd_cells_among_them_are_judged_alone(int threads)
    {
        var rows = Enumerable
            .Range(0, 4000)
            .Select(i =>
                i switch
                {
                    2000 => "$7;1",
                    2001 => "1.234,5;2",
                    2002 => "1.234;3", // Thousands like the row before, or a slip like the one behind.
                    2003 => "1.5;4", // A slip, or another country's.
                    2004 => "NA;5",
                    2005 => "12;6",
                    _ => $"{i},{i % 100:00};{i % 7}",
                }
            );
        var result = Ingestion.Read(
            new MemoryStream(Encoding.UTF8.GetBytes("a;y\n" + string.Join('\n', rows))),
            new("m", "f", null, [])
            {
                Threads = threads,
                Limits = new() { MaxDistinctBytes = 1000 },
            }
        );
        var values = ((NumberColumn)result.Frame.Find("a")!).Values;

        Assert.Equal((1999.99, 7, 1234.5, 12, 3999.99), (values[1999], values[2000], values[2001], values[2003], values[^1]));
        Assert.Equal(new("not a number", 2), Assert.Single(result.Quarantined));
        Assert.Equal(3996, result.Rows.Repaired);
        Assert.Contains(new("a", "a decimal comma", 3994), result.Repairs);
    }

    [Fact]
    public void Decimal_commas_late_in_a_file_change_how_its_points_are_read()
    {
        var text =
            "a;y\n"
            + string.Concat(Enumerable.Range(0, 2000).Select(i => $"{1 + (i % 9)}.{100 + (i % 800)};{i % 7}\n"))
            + string.Concat(Enumerable.Range(0, 50).Select(i => $"1.234,{i};3\n"));
        var result = Ingestion.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), new("m", "f", null, []));
        var values = ((NumberColumn)result.Frame.Find("a")!).Values;

        Assert.Equal((1100, 1234.49), (values[0], values[^1]));
        Assert.Equal(2050, result.Rows.Repaired);
    }

    [Fact]
    public void More_odd_cells_than_are_kept_in_mind_are_read_from_their_texts()
    {
        var text = new StringBuilder("a,y\n");
        for (var i = 0; i < 2_300_000; i++)
        {
            text.Append(i < 1_200_000 ? "" : "$").Append(i % 1000).Append(',').Append(i % 3).Append('\n');
        }

        var schema = new ColumnSchema[] { new("a", ColumnType.Number, ColumnRole.Feature), new("y", ColumnType.Number, ColumnRole.Label) };
        var (frame, _, notes, _) = FrameReader.ReadCsv(new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())), schema);

        Assert.Empty(notes);
        Assert.Equal((999, 999), (((NumberColumn)frame.Columns[0]).Values[999], ((NumberColumn)frame.Columns[0]).Values[^1]));
    }

    private static CultureInfo Culture(string country)
    {
        // The formats themselves, so that the test does not depend on the machine's data of countries.
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        var (point, group, currency) = country switch
        {
            "en-US" => (".", ",", "$"),
            "de-DE" => (",", ".", "€"),
            "de-CH" => (".", "\u2019", "₣"),
            "fr-FR" => (",", "\u202f", "€"),
            "sv-SE" => (",", "\u00a0", "₿"),
            _ => (".", ",", "₹"),
        };
        var format = culture.NumberFormat;
        (
            format.NumberDecimalSeparator,
            format.NumberGroupSeparator,
            format.CurrencyDecimalSeparator,
            format.CurrencyGroupSeparator,
            format.CurrencySymbol
        ) = (point, group, point, group, currency);
        (format.CurrencyPositivePattern, format.CurrencyNegativePattern) = country == "en-US" ? (0, 1) : (3, 8);
        int[] sizes = country == "en-IN" ? [3, 2] : [3];
        (format.NumberGroupSizes, format.CurrencyGroupSizes) = (sizes, sizes);
        return culture;
    }
}
