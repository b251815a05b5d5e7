using System.Text.Json;
using MLOpsFunctions.Data;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Shared.Tests.Notes;

public sealed class NoteTests
{
    private static readonly Note Tiny = ClusterNotes.Tiny([2, 5], [3, 4]);

    [Fact]
    public void A_note_is_stored_as_a_code_with_arguments() =>
        Assert.Equal("""{"code":"tiny-clusters","args":{"clusters":[2,5],"rows":[3,4],"count":2}}""", Json.Write(Tiny));

    [Fact]
    public void Readers_outside_the_product_get_a_sentence()
    {
        const string Sentence = "Clusters 2, 5 have less than 1% of the rows each (3, 4): these may be outliers and not groups.";
        var receipt = Receipt.Duplicate("run-2", Registry.RegistryFixture.Registration("run-1").Dataset, "run-1", first: null);

        Assert.Equal([Sentence], JsonSerializer.SerializeToElement(new[] { Tiny }, OutsideJson.Answer).Deserialize<string[]>()!);
        Assert.StartsWith(
            "Run run-1 had handled the same bytes",
            JsonSerializer.SerializeToElement(receipt, OutsideJson.File).GetProperty("notes")[0].GetString()
        );
    }

    [Fact]
    public void A_sentence_that_an_earlier_version_stored_is_read_and_written_as_it_was()
    {
        const string Stored = """["The file has no header; its columns are named c1 to c3."]""";
        var notes = Json.Read<IReadOnlyList<Note>>(Stored);

        Assert.Equal(["The file has no header; its columns are named c1 to c3."], notes.Sentences());
        Assert.Equal(Note.OfText("The file has no header; its columns are named c1 to c3."), notes[0]);
        Assert.Equal(Stored, Json.Write(notes));
    }

    [Fact]
    public void Records_of_earlier_versions_are_read()
    {
        var leak = Json.Read<LeakFinding>("""{"column":"id","kind":"identifier","score":0,"sentence":"Column 'id' names its rows."}""");
        var run = Json.Read<RunRecord>(
            """
            {"run":"r","model":"m","trigger":"drop","by":"t","started":"2026-11-21T03:45:07+00:00","status":"running",
             "notes":["It is told."]}
            """
        );

        Assert.Equal("Column 'id' names its rows.", leak.Note.Sentence());
        Assert.Equal(["It is told."], run.Notes.Sentences());
    }

    [Fact]
    public void A_code_of_a_later_version_is_named() =>
        Assert.Equal(
            "A later version of the product noted 'moon-phase'.",
            Json.Read<Note>("""{"code":"moon-phase","args":{"phase":"new"}}""").Sentence()
        );

    [Theory]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"code":7,"args":{}}""")]
    [InlineData("""{"code":"series"}""")]
    [InlineData("""{"code":"series","args":{"series":{"a":1}}}""")]
    [InlineData("""{"code":"series","args":{"series":[[1]]}}""")]
    [InlineData("""{"code":"series","args":{"series":null}}""")]
    public void What_is_no_note_is_refused(string stored) => Assert.Throws<JsonException>(() => Json.Read<Note>(stored));

    [Theory]
    [InlineData("""{"code":"series","args":{}}""")]
    [InlineData("""{"code":"rare-classes","args":{"classes":7,"rows":"a"}}""")]
    [InlineData("""{"code":"all-rows-judge","args":{"rows":"many"}}""")]
    public void A_damaged_note_still_becomes_a_sentence(string stored) => Assert.EndsWith(".", Json.Read<Note>(stored).Sentence());

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(0.1)]
    public void Numbers_are_kept_exactly(double value)
    {
        var note = EvaluationNotes.RefitDeclined("rmse", value, 1);

        Assert.Equal(value, Json.Read<Note>(Json.Write(note)).Number("value"));
    }

    [Fact]
    public void Notes_are_equal_by_code_and_arguments()
    {
        Assert.Equal(Tiny, ClusterNotes.Tiny([2, 5], [3, 4]));
        Assert.NotEqual(Tiny, ClusterNotes.Tiny([2, 5], [3, 5]));
        Assert.NotEqual(ColumnNotes.Empty("a"), ColumnNotes.Identifier("a"));
        Assert.Single(new[] { Tiny, ClusterNotes.Tiny([2, 5], [3, 4]) }.Distinct());
    }
}
