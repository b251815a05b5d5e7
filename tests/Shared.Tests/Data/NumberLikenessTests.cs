using System.Globalization;
using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>A column that looks like numbers is read as numbers where that is sure, and noted where it is not.</summary>
public sealed class NumberLikenessTests
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    [Theory]
    [InlineData("CHF {0:#,0.00}", "'")]
    [InlineData("-CHF {0:#,0.00}", "'")]
    [InlineData("{0:#,0.00} EUR", ",")]
    [InlineData("USD {0:#,0.00}", ",")]
    [InlineData("{0:#,0.00}", ",")]
    public void A_currency_code_beside_a_number_is_passed_over(string form, string thousands)
    {
        string Text(int i) => string.Format(Plain, form, Value(i)).Replace(",", thousands, StringComparison.Ordinal);
        var result = Read(Text);
        var sign = form[0] == '-' ? -1 : 1;

        Assert.Equal(
            [.. Enumerable.Range(0, 90).Select(i => sign * Value(i))],
            Assert.IsType<NumberColumn>(result.Frame.Columns[0]).Values
        );
        var rows = FrameReader.ReadCsv(new MemoryStream(Encoding.UTF8.GetBytes($"amount;b\n{Text(3)};1\n")), [result.Schema[0]]);
        Assert.Equal([sign * Value(3)], ((NumberColumn)rows.Frame.Columns[0]).Values);
    }

    [Theory]
    [InlineData("CHF 1'234.5", "CHF 500", 500.0)]
    [InlineData("1.234,5 EUR", "500.000 EUR", 500_000.0)]
    public void A_declared_format_may_have_a_currency_code(string format, string cell, double value)
    {
        var definition = new ModelDefinition
        {
            Label = "y",
            Columns = new Dictionary<string, ColumnDefinition> { ["amount"] = new(ColumnType.Number, Format: format) },
        };

        Assert.Equal(value, ((NumberColumn)Read(_ => cell, definition).Frame.Columns[0]).Values[0]);
    }

    [Theory]
    [InlineData("town {0}")]
    [InlineData("No. {0}")]
    [InlineData("Ward {0}")]
    [InlineData("A {0}")]
    public void A_word_with_a_number_is_a_name(string form) =>
        Assert.DoesNotContain(
            Read(i => string.Format(Plain, form, (i % 9) + 1)).Notes,
            note => note.Code is "looks-like-numbers" or "looks-like-durations"
        );

    [Theory]
    [InlineData("{0}.5k", "looks-like-numbers")]
    [InlineData("{0}.25M", "looks-like-numbers")]
    [InlineData("{0}kg", "looks-like-numbers")]
    [InlineData("01:{0}:30", "looks-like-durations")]
    [InlineData("{0}:45", "looks-like-durations")]
    [InlineData("1h {0}m", "looks-like-durations")]
    [InlineData("PT{0}M", "looks-like-durations")]
    public void A_suffixed_number_and_a_duration_are_noted(string form, string code) =>
        Assert.Contains(Read(i => string.Format(Plain, form, 10 + (i % 49))).Notes, note => note.Code == code);

    [Fact]
    public void Two_currencies_are_not_one_number_and_noted()
    {
        var result = Read(i => string.Create(Plain, $"{(i % 2 == 0 ? "CHF" : "EUR")} {Value(i):0.00}"));

        Assert.Equal(ColumnType.Text, result.Schema[0].Type);
        Assert.Contains(result.Notes.Sentences(), note => note.Contains("'amount' look like numbers"));
    }

    [Fact]
    public void Groups_of_Indian_numbers_are_read()
    {
        var india = (NumberFormatInfo)Plain.NumberFormat.Clone();
        india.NumberGroupSizes = [3, 2];

        Assert.Equal(
            [.. Enumerable.Range(0, 90).Select(Value)],
            Assert.IsType<NumberColumn>(Read(i => Value(i).ToString("#,0.00", india)).Frame.Columns[0]).Values
        );
    }

    [Fact]
    public void A_decimal_comma_may_have_an_exponent_behind_it()
    {
        var result = Read(i => (1.5 + (i * 0.25)).ToString("0.000E+00", Plain).Replace('.', ','));

        Assert.Equal(
            [.. Enumerable.Range(0, 90).Select(i => 1.5 + (i * 0.25))],
            Assert.IsType<NumberColumn>(result.Frame.Columns[0]).Values
        );
    }

    [Theory]
    [InlineData("{0:#,0}", "_")]
    [InlineData("{0:0.00} kg", "")]
    [InlineData("Fr. {0:0.00}", "")]
    public void What_cannot_be_read_for_sure_is_noted_with_an_example_and_what_to_declare(string form, string thousands)
    {
        string Text(int i) => string.Format(Plain, form, Value(i)).Replace(",", thousands, StringComparison.Ordinal);
        var result = Read(Text);

        Assert.Equal(ColumnType.Text, result.Schema[0].Type);
        var note = Assert.Single(
            result.Notes.Sentences(),
            note => note.Contains("Most cells of column 'amount' look like numbers, such as")
        );
        Assert.Contains("declare its type number", note);
        Assert.DoesNotContain(
            result.Notes.Sentences().Concat(result.Leaks.Select(leak => leak.Note.Sentence())),
            text => text.Contains("names its rows")
        );
    }

    [Fact]
    public void Arabic_digits_are_noted() =>
        Assert.Contains(
            Read(i => string.Concat($"{Value(i):0}".Select(c => (char)('\u0660' + c - '0')))).Notes.Sentences(),
            note => note.Contains("Most cells of column 'amount' look like numbers")
        );

    [Theory]
    [InlineData("k.A.")]
    [InlineData("offen")]
    [InlineData("#REF!")]
    public void Words_among_numbers_are_named_in_the_note(string word)
    {
        var result = Read(i => i % 4 == 1 ? word : Value(i).ToString("0.00", Plain));

        if (result.Schema[0].Type == ColumnType.Text)
        {
            Assert.Contains(
                result.Notes.Sentences(),
                note => note.Contains("Most cells of column 'amount' look like numbers") && note.Contains($"'{word}'")
            );
        }
        else
        {
            Assert.Equal("k.A.", word); // A usual mark of a missing value.
        }
    }

    [Fact]
    public void A_label_that_stays_text_is_noted_too()
    {
        var result = Read(i => i % 3 == 0 ? "offen" : $"{i % 3} kg", new() { Label = "amount" });

        Assert.Equal(("amount", ColumnType.Text), (result.Definition.Label, result.Schema[0].Type));
        Assert.Contains(result.Notes.Sentences(), note => note.Contains("column 'amount' look like numbers") && note.Contains("'offen'"));
    }

    [Fact]
    public void A_column_that_an_earlier_file_showed_to_be_text_is_noted_again_and_a_declared_one_is_not()
    {
        static string Cell(int i) => $"{i}.50 kg";
        var inferred = Read(Cell).Definition;

        Assert.True(inferred.Inferred);
        Assert.Contains(Read(Cell, inferred).Notes.Sentences(), note => note.Contains("'amount' look like numbers"));
        Assert.DoesNotContain(Read(Cell, inferred with { Inferred = false }).Notes.Sentences(), note => note.Contains("look like numbers"));
    }

    [Theory]
    [InlineData("AB{0}")]
    [InlineData("LH {0}X")]
    [InlineData("{0}-{0}")]
    [InlineData("1.2.{0}.4")]
    [InlineData("{0} High Street")]
    public void Codes_and_names_do_not_look_like_numbers(string form) =>
        Assert.DoesNotContain(
            Read(i => string.Format(Plain, form, 100 + (i % 40))).Notes.Sentences(),
            note => note.Contains("look like numbers")
        );

    private static double Value(int i) => Math.Round(1_955_398.62 + (i * 7919.37), 2);

    private static IngestResult Read(Func<int, string> cell, ModelDefinition? definition = null) =>
        Ingestion.Read(
            new MemoryStream(
                Encoding.UTF8.GetBytes(
                    "amount;y\n" + string.Concat(Enumerable.Range(0, 90).Select(i => $"{cell(i)};{i * 7919 % 1000}.5\n"))
                )
            ),
            new("m", "f.csv", definition, [])
        );
}
