using System.Text;
using System.Text.Json;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>
/// Later files and rows are read as the training file proved that its columns are written, whatever other rows they
/// have.
/// </summary>
public sealed class ColumnFormatTests
{
    private static readonly string German = Column(i => $"{(i % 2) + 1}.{100 + i}.{(i * 7) % 900 + 100}");
    private static readonly string English = Column(i => $"\"{(i % 2) + 1},{100 + i},{(i * 7) % 900 + 100}\"");
    private static readonly string Commas = Column(i => $"{i % 9},{100 + i}");
    private static readonly string Swiss = Column(i => $"{i + 1}'{100 + i}.5");
    private static readonly string French = Column(i => $"{i + 1} {100 + i},5");
    private static readonly string Percent = Column(i => $"{i}%");
    private static readonly string Points = Column(i => $"{i}.25");
    private static readonly string Whole = Column(i => $"{1000 + i}");

    public static TheoryData<string, string, string, string> Numbers =>
        new()
        {
            { nameof(German), German, "500.000|900.000", "500000|900000" },
            { nameof(German), German, "500.000", "500000" },
            { nameof(German), German, "12,5", "12.5" },
            { nameof(English), English, "\"500,000\"", "500000" },
            { nameof(Commas), Commas, "1,250", "1.25" },
            { nameof(Commas), Commas, "7", "7" },
            { nameof(Swiss), Swiss, "1'234", "1234" },
            { nameof(French), French, "500 000", "500000" },
            { nameof(French), French, "1,250", "1.25" },
            { nameof(Percent), Percent, "7%", "7" },
            { nameof(Points), Points, "1.250", "1.25" },
            { nameof(Whole), Whole, "2.5|7", "2.5|7" },
        };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_is_read_as_the_training_file_wrote_it(string name, string training, string cells, string expected)
    {
        var schema = Schema(training, ';');
        var rows = Read(Later(cells, ';'), schema);

        Assert.True(rows.Notes.Count == 0, name);
        Assert.Equal(expected, string.Join('|', ((NumberColumn)rows.Frame.Find("x")!).Values.Select(CellWriter.Write)));
    }

    [Theory]
    [InlineData("German", "1,234.56|2,000.25")]
    [InlineData("German", "500,000")]
    [InlineData("German", "12.5|500.000|7.25")]
    [InlineData("Commas", "1.250,5x|1.5|2.5")]
    [InlineData("Percent", "0.05|0.1")]
    [InlineData("Points", "1,5|2,5")]
    [InlineData("Points", "500.000|1.234.567")]
    [InlineData("Points", "5%|6%")]
    [InlineData("Whole", "500.000")]
    [InlineData("Whole", "1.234|5.678")]
    public void A_file_that_contradicts_the_training_file_is_refused_by_name(string training, string cells)
    {
        var schema = Schema(Files(training), ';');

        var refusal = Assert.Throws<ProblemException>(() => Read(Later(cells, ';'), schema)).Problem;

        Assert.Contains("Column 'x' is written otherwise than in the training data", refusal.Title, StringComparison.Ordinal);
        Assert.Contains("such as", refusal.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_cell_that_contradicts_is_missing_and_told()
    {
        var rows = Read(Later("1.200.000|1.5|900.000|700.000", ';'), Schema(German, ';'));

        var note = Assert.Single(rows.Notes);
        Assert.Equal(
            (3, "x", "a number written otherwise than in the training data", "1.5"),
            (note.Line, note.Column, note.Reason, note.Found)
        );
        Assert.Equal([1_200_000, double.NaN, 900_000, 700_000], ((NumberColumn)rows.Frame.Find("x")!).Values);
    }

    [Theory]
    [InlineData("d/m", "04/02/2025", "2025-02-04")]
    [InlineData("m/d", "04/02/2025", "2025-04-02")]
    [InlineData("d/m", "2025-02-04", "2025-02-04")]
    [InlineData("d/m", "4-2-25", "2025-02-04")]
    public void A_date_is_read_in_the_order_of_the_training_file(string order, string cell, string expected)
    {
        var schema = Schema(
            Column(i => order == "d/m" ? $"{(i % 28) + 1:00}/{(i % 12) + 1:00}/2024" : $"{(i % 12) + 1:00}/{(i % 28) + 1:00}/2024"),
            ';'
        );

        Assert.Equal(expected, Day(Read(Later(cell, ';'), schema).Frame));
        Assert.Equal(expected, Day(Json($$"""[{"x":"{{cell}}"}]""", schema)));
    }

    [Fact]
    public void Dates_in_the_other_order_are_refused_even_where_only_some_prove_it()
    {
        var schema = Schema(Column(i => $"{(i % 28) + 1:00}/{(i % 12) + 1:00}/2024"), ';');

        Assert.Contains(
            "the day first",
            Assert.Throws<ProblemException>(() => Read(Later("02/03/2025|02/13/2025|02/04/2025", ';'), schema)).Problem.Expected,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'02/13/2025'",
            Assert.Throws<ProblemException>(() => Json("""[{"x":"02/13/2025"}]""", schema)).Problem.Found,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("True", "False", "TRUE|true|True|1|yes", "True")]
    [InlineData("Y", "N", "y|Y|true|ja", "Y")]
    [InlineData("ja", "nein", "Ja|JA|true", "ja")]
    [InlineData("yes", "no", "NO|false|0", "no")]
    public void An_answer_is_spelled_as_in_the_training_file(string yes, string no, string cells, string expected)
    {
        var schema = Schema(Column(i => i % 3 == 0 ? yes : no), ';');

        Assert.Equal(new BooleanWords(yes, no), schema[0].Format!.Boolean);
        Assert.Equal([expected], ((TextColumn)Read(Later(cells, ';'), schema).Frame.Find("x")!).Levels);
        Assert.Equal([yes, no], ((TextColumn)Json("""[{"x":true},{"x":false}]""", schema).Find("x")!).Levels);
        Assert.Equal(["zzz"], ((TextColumn)Json("""[{"x":"zzz"}]""", schema).Find("x")!).Levels);
    }

    [Fact]
    public void True_is_one_where_the_training_file_wrote_ones_and_zeros()
    {
        var schema = Schema(Column(i => i % 3 == 0 ? "1" : "0"), ';');

        Assert.Equal([1, 0, 1], ((NumberColumn)Read(Later("True|False|1", ';'), schema).Frame.Find("x")!).Values);
        Assert.Equal([1, 0], ((NumberColumn)Json("""[{"x":true},{"x":0}]""", schema).Find("x")!).Values);
    }

    [Fact]
    public void A_json_number_means_itself_however_the_training_file_wrote_numbers()
    {
        Assert.Equal([500.0, 1.234], ((NumberColumn)Json("""[{"x":500.000},{"x":1.234}]""", Schema(German, ';')).Find("x")!).Values);
        Assert.Equal([5.0], ((NumberColumn)Json("""[{"x":5}]""", Schema(Percent, ';')).Find("x")!).Values);
        Assert.Equal([500_000.0], ((NumberColumn)Json("""[{"x":"500.000"}]""", Schema(German, ';')).Find("x")!).Values);
    }

    [Theory]
    [InlineData("2024-01-{0:00}T10:00:00+01:00", "2024-01-02T10:00:00", "with their offset")]
    [InlineData("2024-01-{0:00}T10:00:00", "2024-01-02T10:00:00+01:00", "without an offset")]
    public void Times_with_and_without_an_offset_are_not_mixed_up(string training, string cell, string expected)
    {
        var schema = Schema(Column(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, training, (i % 28) + 1)), ';');

        Assert.Contains(
            expected,
            Assert.Throws<ProblemException>(() => Read(Later(cell, ';'), schema)).Problem.Expected,
            StringComparison.Ordinal
        );
        Assert.Empty(Read(Later("2024-01-02T10:00:00Z", ';'), schema).Notes);
    }

    [Theory]
    [InlineData("2024-02-{0:00}", "2024-01-31T00:00:00+02:00")]
    [InlineData("2024-02-{0:00}", "2024-01-31T00:00:00-05:00")]
    [InlineData("2024-02-{0:00}", "2024-01-31 00:00")]
    [InlineData("202402{0:00}", "2024-01-31T00:00:00+02:00")]
    [InlineData("{0:00}.02.2024", "31.01.2024 00:00 +02:00")]
    public void A_midnight_in_a_column_of_days_is_the_day_that_is_written(string training, string cell)
    {
        var schema = Schema(Days(training), ';');

        Assert.Equal(true, schema[0].Format!.DateOnly);
        Assert.Equal("2024-01-31T00:00:00.0000000Z", CellWriter.Write(Read(Later(cell, ';'), schema).Frame.Find("x")!, 0));
        Assert.Equal("2024-01-31T00:00:00.0000000Z", CellWriter.Write(Json($$"""[{"x":"{{cell}}"}]""", schema).Find("x")!, 0));
    }

    [Fact]
    public void A_midnight_among_days_is_the_day_that_is_written()
    {
        var read = Ingest(Days("2024-02-{0:00}") + "\n2024-01-31T00:00:00+02:00;1.5", []);

        Assert.Equal("2024-01-31T00:00:00.0000000Z", CellWriter.Write(read.Frame.Find("x")!, 60));
        Assert.Equal((true, null), (read.Schema[0].Format!.DateOnly, read.Schema[0].Format!.Offset));
    }

    [Theory]
    [InlineData("2024-01-31T09:30:00+02:00")]
    [InlineData("2024-01-31T22:00:00Z")]
    [InlineData("2024-01-31 09:30")]
    public void A_time_of_day_in_a_column_of_days_is_told(string cell)
    {
        var schema = Schema(Days("2024-02-{0:00}"), ';');

        var note = Assert.Single(Read(Later($"2024-01-01|{cell}|2024-01-03", ';'), schema).Notes);
        Assert.Equal((3L, "x", "a date or time written otherwise than in the training data"), (note.Line, note.Column, note.Reason));
        Assert.Contains("without a time of day", Assert.Throws<ProblemException>(() => Read(Later(cell, ';'), schema)).Problem.Expected!);
        Assert.Contains(
            "without a time of day",
            Assert.Throws<ProblemException>(() => Json($$"""[{"x":"{{cell}}"}]""", schema)).Problem.Expected!
        );
    }

    [Fact]
    public void A_day_in_a_column_of_times_with_offsets_is_told()
    {
        var schema = Schema(Days("2024-01-{0:00}T10:00:00+01:00"), ';');

        Assert.Contains(
            "with their offset",
            Assert.Throws<ProblemException>(() => Read(Later("2024-01-31", ';'), schema)).Problem.Expected!
        );
    }

    [Fact]
    public void The_next_file_is_read_as_the_serving_version_s_was()
    {
        var known = Schema(German, ';');
        var next = Ingest(Column(i => $"{100 + i}.{(i * 7) % 900 + 100}"), known);

        Assert.Equal(100_100.0, ((NumberColumn)next.Frame.Find("x")!).Values[0]);
        Assert.Equal(known[0].Format, next.Schema[0].Format);
        Assert.Contains(
            "declare its \"format\"",
            Assert.Throws<ProblemException>(() => Ingest(Column(i => $"{i},5"), Schema(Points, ';'))).Problem.Try,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_declared_format_decides_and_is_kept()
    {
        var definition = new ModelDefinition
        {
            Label = "y",
            Columns = new Dictionary<string, ColumnDefinition> { ["x"] = new(ColumnType.Number, Format: "1.234,5") },
        };
        var result = Ingest(Column(i => $"{100 + i}.{(i * 7) % 900 + 100}"), [], definition);

        Assert.Equal(100_100.0, ((NumberColumn)result.Frame.Find("x")!).Values[0]);
        Assert.Equal("1.234,5", result.Definition.Columns["x"].Format);
        Assert.Equal([500_000.0], ((NumberColumn)Read(Later("500.000", ';'), result.Schema).Frame.Find("x")!).Values);
    }

    [Fact]
    public void A_schema_of_before_formats_were_kept_is_read_by_the_file_at_hand()
    {
        var schema = JsonSerializer.Deserialize<ColumnSchema[]>(
            """[{"name":"x","type":"number","role":"feature"},{"name":"y","type":"number","role":"label"}]""",
            MLOpsFunctions.Json.Compact
        )!;

        Assert.Null(schema[0].Format);
        Assert.Equal([1_234_567.0, 500_000.0], ((NumberColumn)Read(Later("1.234.567|500.000", ';'), schema).Frame.Find("x")!).Values);
    }

    private static string Files(string name) =>
        (string)
            typeof(ColumnFormatTests)
                .GetField(name, System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
                .GetValue(null)!;

    private static string Column(Func<int, string> cell) =>
        "x;y\n" + string.Join('\n', Enumerable.Range(0, 60).Select(i => $"{cell(i)};{i % 7}.5"));

    private static string Days(string pattern) =>
        Column(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, pattern, (i % 28) + 1));

    private static string Later(string cells, char separator) =>
        $"x{separator}z\n" + string.Join('\n', cells.Split('|').Select(cell => $"{cell}{separator}1"));

    private static IngestResult Ingest(string text, IReadOnlyList<ColumnSchema> known, ModelDefinition? definition = null) =>
        Ingestion.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), new("m", "f", definition, []) { Known = known });

    private static IReadOnlyList<ColumnSchema> Schema(string training, char separator) =>
        Ingest(training.Replace(';', separator), []).Schema;

    private static FileRows Read(string text, IReadOnlyList<ColumnSchema> schema) =>
        FrameReader.ReadCsv(new MemoryStream(Encoding.UTF8.GetBytes(text)), schema);

    private static DataFrame Json(string rows, IReadOnlyList<ColumnSchema> schema) =>
        FrameBuilder.ReadJsonRows(JsonDocument.Parse(rows).RootElement, schema).Frame;

    private static string Day(DataFrame frame) => CellWriter.Write(frame.Find("x")!, 0)![..10];
}
