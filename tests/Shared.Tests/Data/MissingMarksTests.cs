using System.Text;
using System.Text.Json;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>What stands for a missing value is kept with a column, holds for later files and rows, and a new mark is told.</summary>
public sealed class MissingMarksTests
{
    [Theory]
    [InlineData("-")]
    [InlineData("?")]
    [InlineData("n/a")]
    [InlineData("#N/A")]
    [InlineData("NaN")]
    [InlineData("unknown")]
    [InlineData("k.A.")]
    [InlineData(".")]
    [InlineData("\u2013")]
    public void A_mark_among_numbers_is_missing_and_kept(string mark)
    {
        var result = Ingest(i => i % 8 == 3 ? mark : $"{i}.5");

        Assert.Equal((ColumnType.Number, 60L), (result.Schema[0].Type, result.Rows.Kept));
        Assert.Equal(new MissingMarks([mark]), result.Schema[0].Format!.Missing);
        Assert.Equal([1.5, double.NaN], Numbers(Read($"1.5|{mark}", result.Schema).Frame));
        Assert.Empty(Read($"1.5|{mark}", result.Schema).Remarks);
    }

    [Theory]
    [InlineData("2024-01-{0:00}", "unknown", ColumnType.Time)]
    [InlineData("1.{0:000},5", "unknown", ColumnType.Number)]
    [InlineData("town{0}", "NA", ColumnType.Text)]
    public void In_columns_of_every_kind(string cell, string mark, ColumnType type)
    {
        var result = Ingest(i => i % 8 == 3 ? mark : string.Format(System.Globalization.CultureInfo.InvariantCulture, cell, 1 + (i % 28)));

        Assert.Equal(type, result.Schema[0].Type);
        Assert.Equal(8, Enumerable.Range(0, 60).Count(result.Frame.Find("x")!.IsMissing));
        Assert.Equal([mark], result.Schema[0].Format!.Missing!.Texts);
    }

    [Fact]
    public void A_mark_that_the_training_file_did_not_have_is_told_on_every_route()
    {
        var schema = Ingest(i => i % 8 == 3 ? "-" : $"{i}.5").Schema;
        const string Told = "Column 'x': 2 cells hold 'N/A', taken as missing; the training data had no such mark.";

        Assert.Equal([Told], Read("1.5|N/A|-|N/A", schema).Remarks.Sentences());
        Assert.Contains(Told, Ingest(i => i is 3 or 4 ? "N/A" : $"{i}.5", schema).Notes.Sentences());
        var (frame, gaps) = FrameBuilder.ReadJsonRows(
            JsonDocument.Parse("""[{"x":1.5},{"x":"N/A"},{"x":"-"},{"x":null}]""").RootElement,
            schema
        );
        Assert.Equal([1.5, double.NaN, double.NaN, double.NaN], Numbers(frame));
        Assert.Equal([("x", 1, "N/A")], gaps.NewMarks);
    }

    [Fact]
    public void The_next_version_knows_the_marks_of_both_files()
    {
        var first = Ingest(i => i % 8 == 3 ? "-" : $"{i}.5").Schema;
        var next = Ingest(i => i % 8 == 3 ? "null" : $"{i}.5", first);

        Assert.Equal(["-", "null"], next.Schema[0].Format!.Missing!.Texts);
        Assert.DoesNotContain(
            Ingest(i => i % 8 == 3 ? "NULL" : $"{i}.5", next.Schema).Notes.Sentences(),
            note => note.Contains("taken as missing")
        );
    }

    [Fact]
    public void A_declared_number_is_missing_on_every_route()
    {
        var result = Ingest(
            i =>
                i % 8 == 3 ? "-999"
                : i % 8 == 4 ? "-999.0"
                : i == 9 ? "NA"
                : $"{i}",
            null,
            new(Missing: ["-999"])
        );
        var values = Numbers(result.Frame);

        Assert.DoesNotContain(-999.0, values);
        Assert.Equal((ColumnType.Number, 60L, 16), (result.Schema[0].Type, result.Rows.Kept, values.Count(double.IsNaN)));
        Assert.Equal(["-999"], result.Definition.Columns["x"].Missing!);
        Assert.Equal([double.NaN, 5, double.NaN], Numbers(Read("-999|5|NA", result.Schema).Frame));
        Assert.Equal([double.NaN, double.NaN], Numbers(Json("""[{"x":-999},{"x":"-999"}]""", result.Schema)));
        Assert.Contains(double.NaN, Numbers(Ingest(i => i == 5 ? "-999" : $"{i}", result.Schema).Frame));
    }

    [Fact]
    public void In_a_column_of_texts_only_what_is_declared_is_missing()
    {
        var result = Ingest(
            i =>
                (i % 4) switch
                {
                    0 => "NA",
                    1 => "DE",
                    2 => "none",
                    _ => "",
                },
            null,
            new(ColumnType.Text, Missing: ["none"])
        );

        Assert.Equal(["NA", "DE"], ((TextColumn)result.Frame.Find("x")!).Levels);
        Assert.Equal(["NA"], ((TextColumn)Read("NA|none", result.Schema).Frame.Find("x")!).Levels);
        Assert.Equal(["NA"], ((TextColumn)Json("""[{"x":"NA"},{"x":"none"}]""", result.Schema).Find("x")!).Levels);
        Assert.Equal(["DE"], ((TextColumn)Ingest(i => i % 2 == 0 ? "NA" : "DE").Frame.Find("x")!).Levels);
    }

    [Fact]
    public void A_class_called_unknown_stays_where_the_task_is_declared()
    {
        var text = "x;y\n" + string.Join('\n', Enumerable.Range(0, 60).Select(i => $"{i}.5;{(i % 8 == 3 ? "unknown" : $"{i % 2}")}"));
        var definition = new ModelDefinition { Label = "y", Task = ModelTask.Multiclass };
        var result = Ingestion.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), new("m", "f", definition, []));

        Assert.Equal(3, ((TextColumn)result.Frame.Find("y")!).Levels.Length);
    }

    [Fact]
    public void A_format_of_before_marks_were_kept_calls_none_new()
    {
        ColumnSchema[] schema = [new("x", ColumnType.Number, ColumnRole.Feature, null, new())];

        Assert.Empty(Read("1|NA", schema).Remarks);
        Assert.Equal([1, double.NaN], Numbers(Read("1|NA", schema).Frame));
    }

    [Fact]
    public void A_format_is_read_back_as_it_was_written()
    {
        var format = new ColumnFormat { Missing = new(["-999", "NA"], Declared: true) };

        Assert.Equal(format, Json<ColumnFormat>(MLOpsFunctions.Json.Write(format)));
    }

    private static IngestResult Ingest(
        Func<int, string> cell,
        IReadOnlyList<ColumnSchema>? known = null,
        ColumnDefinition? column = null
    ) =>
        Ingestion.Read(
            new MemoryStream(
                Encoding.UTF8.GetBytes("x;y\n" + string.Join('\n', Enumerable.Range(0, 60).Select(i => $"{cell(i)};{i % 7}.5")))
            ),
            new(
                "m",
                "f",
                column is null
                    ? null
                    : new()
                    {
                        Label = "y",
                        Columns = new Dictionary<string, ColumnDefinition> { ["x"] = column },
                    },
                []
            )
            {
                Known = known ?? [],
            }
        );

    private static FileRows Read(string cells, IReadOnlyList<ColumnSchema> schema) =>
        FrameReader.ReadCsv(
            new MemoryStream(Encoding.UTF8.GetBytes("x;z\n" + string.Join('\n', cells.Split('|').Select(cell => $"{cell};1")))),
            schema
        );

    private static DataFrame Json(string rows, IReadOnlyList<ColumnSchema> schema) =>
        FrameBuilder.ReadJsonRows(JsonDocument.Parse(rows).RootElement, schema).Frame;

    private static T Json<T>(string text) => MLOpsFunctions.Json.Read<T>(text);

    private static double[] Numbers(DataFrame frame) => ((NumberColumn)frame.Find("x")!).Values;
}
