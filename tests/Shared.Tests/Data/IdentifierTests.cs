using System.Globalization;
using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;
using static MLOpsFunctions.Shared.Tests.Data.SampleFiles;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>
/// Numbers that name things are texts, each its own; numbers that measure stay numbers. Said in a note, and another
/// type can be declared.
/// </summary>
public sealed class IdentifierTests
{
    [Theory]
    [InlineData("meter", "900719925474099", 4)] // Beyond 2^53 a double would make one of two.
    [InlineData("device", "-831234982349823498", 4)]
    [InlineData("store_id", "1", 4)]
    [InlineData("PULocationID", "1", 4)]
    [InlineData("plz", "1011", 4)]
    [InlineData("Postal Code", "9021", 4)]
    [InlineData("customerNumber", "77", 4)]
    [InlineData("phone", "49151234567", 4)]
    [InlineData("contact", "+49151234567", 4)]
    public void Digits_that_name_things_are_text(string name, string prefix, int values)
    {
        var text = Table(name, i => $"{prefix}{i % values}");
        var result = Read(
            text,
            new ModelDefinition { Columns = new Dictionary<string, ColumnDefinition> { [name] = new(Pii: PiiHandling.Keep) } }
        );

        Assert.Equal((ColumnType.Text, ColumnRole.Feature), (result.Schema[0].Type, result.Schema[0].Role));
        Assert.Equal(values, ((TextColumn)result.Frame.Columns[0]).Levels.Length);
        Assert.Contains(result.Notes.Sentences(), note => note.Contains($"'{name}'") && note.Contains("taken as text"));
        var declared = Read(
            text,
            new ModelDefinition
            {
                Columns = new Dictionary<string, ColumnDefinition> { [name] = new(ColumnType.Number, Pii: PiiHandling.Keep) },
            }
        );
        Assert.Equal(ColumnType.Number, declared.Schema[0].Type);
        Assert.DoesNotContain(declared.Notes.Sentences(), note => note.Contains("taken as text"));
    }

    /// <summary>Rows that follow each other year by year are not named by the year.</summary>
    [Theory]
    [InlineData("year", ColumnRole.Feature)]
    [InlineData("Jahr", ColumnRole.Feature)]
    [InlineData("Année", ColumnRole.Feature)]
    [InlineData("año_fiscal", ColumnRole.Feature)]
    [InlineData("Zeile", ColumnRole.Id)]
    [InlineData("volcano", ColumnRole.Id)]
    public void Numbers_that_count_a_unit_of_time_are_no_ids(string name, ColumnRole role)
    {
        var result = Read(Table(name, i => $"{1900 + i}", rows: 120));

        Assert.Equal(role, result.Schema[0].Role);
    }

    [Fact]
    public void A_guessed_label_that_is_a_time_is_refused_with_the_way_to_name_another()
    {
        var text = "a,b,since\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i * 7 % 31},{i % 5},2026-01-{1 + (i % 28):00}\n"));

        Assert.Contains("--label COLUMN", Refusal(() => Read(text)).Try);
    }

    /// <summary>A year and a running number: no month has three digits.</summary>
    [Theory]
    [InlineData("{0}-{1:000}")]
    [InlineData("{0}/{1:000}")]
    [InlineData("INV-{0}-{1:00}")]
    public void Codes_of_a_year_and_a_number_are_text_to_the_letter(string pattern)
    {
        string Code(int i) => string.Format(CultureInfo.InvariantCulture, pattern, 2023 + (i % 2), 1 + (i % 12));
        var result = Read(Table("code", Code));

        Assert.Equal(ColumnType.Text, result.Schema[0].Type);
        Assert.Equal(Code(7), ((TextColumn)result.Frame.Columns[0])[7]);
        Assert.DoesNotContain(result.Notes.Sentences(), note => note.Contains("date"));
    }

    [Theory]
    [InlineData("amount", "100000000")]
    [InlineData("paid", "1")]
    [InlineData("grid", "1")]
    [InlineData("number of rooms", "1")]
    [InlineData("zip_population", "1234")]
    [InlineData("phone", "")] // Whether somebody has one.
    [InlineData("size", "1.5e1")]
    public void Digits_that_measure_stay_numbers(string name, string prefix)
    {
        var result = Read(Table(name, i => $"{prefix}{i * 7 % 4}"));

        Assert.Equal(ColumnType.Number, result.Schema[0].Type);
        Assert.DoesNotContain(result.Notes.Sentences(), note => note.Contains("taken as text"));
    }

    [Fact]
    public void Article_numbers_are_known_by_their_check_digits()
    {
        string Article(int i) =>
            (400638133393 + (i % 15)).ToString(CultureInfo.InvariantCulture) is var digits
                ? digits + (10 - (digits.Select((c, place) => (c - '0') * (place % 2 == 0 ? 1 : 3)).Sum() % 10)) % 10
                : "";

        Assert.Equal(ColumnType.Text, Read(Table("product", Article)).Schema[0].Type);
        Assert.Equal(ColumnType.Number, Read(Table("product", i => Article(i)[..12] + "7")).Schema[0].Type);
    }

    [Fact]
    public void Ids_beyond_the_first_rows_are_kept_apart_too()
    {
        var result = Read(
            "x,y\n"
                + string.Concat(Enumerable.Range(0, 3_000).Select(i => $"{(i < 2_000 ? i % 50 : 9007199254740992 + (i % 2))},{i % 7}.5\n"))
        );

        Assert.Equal(52, Assert.IsType<TextColumn>(result.Frame.Columns[0]).Levels.Length);
    }

    [Fact]
    public void One_huge_number_does_not_make_a_quantity_a_code() =>
        Assert.Equal(ColumnType.Number, Read(Table("amount", i => i == 77 ? "90071992547409921" : $"{i * 7 % 31}")).Schema[0].Type);

    [Fact]
    public void Numbers_that_are_declared_are_read_as_numbers_in_prediction_too()
    {
        ColumnSchema[] schema = [new("meter", ColumnType.Number, ColumnRole.Feature), new("y", ColumnType.Number, ColumnRole.Label)];

        Assert.IsType<NumberColumn>(
            FrameReader
                .ReadCsv(new MemoryStream(Encoding.UTF8.GetBytes(Table("meter", i => $"900719925474099{i % 4}"))), schema)
                .Frame.Columns[0]
        );
    }

    [Fact]
    public void A_label_that_is_a_number_in_most_rows_is_a_number()
    {
        var result = Read(
            "a,y\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 300)
                        .Select(i => $"{i * 7 % 31},{(i % 14 == 0 ? i % 28 == 0 ? "pending" : "see remark" : $"{i}.25")}\n")
                )
        );

        Assert.Equal((ModelTask.Regression, 278L), (result.Definition.Task, result.Rows.Kept));
        Assert.Equal(22, result.Quarantined["not a number"]);
    }

    [Theory]
    [InlineData(ModelTask.Regression)]
    [InlineData(null)]
    public void A_label_of_numbers_and_many_gaps_is_a_number(ModelTask? task)
    {
        var text = "a,y\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i * 7 % 31},{(i % 3 == 0 ? "unknown" : $"{i}.25")}\n"));

        Assert.Equal(
            (ModelTask.Regression, 200L),
            Read(text, new ModelDefinition { Task = task }) is var result ? (result.Definition.Task!.Value, result.Rows.Kept) : default
        );
    }

    [Fact]
    public void A_label_of_few_numbers_and_a_word_is_one_of_classes()
    {
        var result = Read(
            "a,y\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i * 7 % 31},{(i % 4 == 0 ? "unknown" : $"{i % 4}")}\n"))
        );

        Assert.Equal((ModelTask.Multiclass, 300L), (result.Definition.Task, result.Rows.Kept));
    }

    [Theory]
    [InlineData("", "Hornet Sportabout {0}", ColumnRole.Id)]
    [InlineData("", "United Kingdom of Great Places {0}", ColumnRole.Id)]
    [InlineData("", "{1}", ColumnRole.Id)]
    [InlineData("name", "Hornet{0}", ColumnRole.Id)]
    [InlineData("name", "{1}", ColumnRole.Feature)]
    [InlineData("review", "the {0} parcel came late and the box was open again", ColumnRole.Feature)]
    [InlineData("", "the {0} parcel came late and the box was open again", ColumnRole.Feature)]
    public void Texts_that_name_rows_are_ids_and_texts_that_say_something_are_not(string name, string text, ColumnRole role)
    {
        string Cell(int i) =>
            // Nearly all are distinct.
            string.Format(CultureInfo.InvariantCulture, text, Letters(i % 17 == 3 ? i - 1 : i), i % 3 == 0 ? "red" : "blue");
        var result = Read(Table(name, Cell, rows: 120));

        Assert.Equal((ColumnType.Text, role), (result.Schema[0].Type, result.Schema[0].Role));
        Assert.Equal(role == ColumnRole.Id, result.Leaks.Any(leak => leak.Kind == LeakKind.Identifier));
    }

    [Theory]
    [InlineData(12, ColumnRole.Id)]
    [InlineData(11, ColumnRole.Feature)]
    public void In_small_files_only_all_distinct_texts_are_ids(int distinct, ColumnRole role) =>
        Assert.Equal(role, Read(Table("name", i => $"n{Letters(i % distinct)}", rows: 12)).Schema[0].Role);

    [Fact]
    public void Texts_that_are_cut_are_noted()
    {
        string Long(int i) =>
            $"the {Letters(i)} parcel came late and the box was open again "
            + (i % 4 == 0 ? string.Concat(Enumerable.Repeat("word ", 7_000)) : "");
        var result = Read(Table("text", Long, rows: 100));

        Assert.Contains(
            result.Notes.Sentences(),
            note => note.StartsWith("25 texts of column 'text' are longer than 32,768 characters", StringComparison.Ordinal)
        );
    }

    private static string Letters(int i) => string.Concat($"{i:000}".Select(c => (char)('a' + c - '0')));

    private static string Table(string name, Func<int, string> cell, int rows = 300) =>
        $"{name},b,y\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{cell(i)},{i * 13 % 17},{i * 7 % 31}.5\n"));
}
