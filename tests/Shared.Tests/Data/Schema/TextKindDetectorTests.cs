using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Shared.Tests.Data.Schema;

public sealed class TextKindDetectorTests
{
    private static readonly string[] Words = ["late", "parcel", "came", "broken", "kind", "driver", "rang", "the", "bell", "twice"];

    [Theory]
    [InlineData("prose", TextKind.Prose)]
    [InlineData("names", TextKind.Category)]
    [InlineData("codes", TextKind.Category)]
    [InlineData("repeated", TextKind.Category)]
    public void Texts_of_several_words_that_hardly_repeat_themselves_are_prose(string kind, TextKind expected) =>
        Assert.Equal(expected, Read(kind, null).Schema.Single(column => column.Name == "note").Text);

    [Theory]
    [InlineData(TextKind.Prose, "names")]
    [InlineData(TextKind.Category, "prose")]
    public void What_is_declared_wins(TextKind declared, string kind)
    {
        var result = Read(kind, new() { Columns = new Dictionary<string, ColumnDefinition> { ["note"] = new(Text: declared) } });

        Assert.Equal(
            new ColumnSchema("note", ColumnType.Text, ColumnRole.Feature, declared, new() { Missing = new([]) }),
            result.Schema.Single(column => column.Name == "note")
        );
        Assert.Equal(declared, result.Definition.Columns["note"].Text);
    }

    [Theory]
    [InlineData(PiiHandling.Hash)]
    [InlineData(PiiHandling.Mask)]
    public void Private_texts_are_never_read_for_their_words(PiiHandling pii)
    {
        var result = Read("prose", new() { Columns = new Dictionary<string, ColumnDefinition> { ["note"] = new(Pii: pii) } });

        Assert.Equal(TextKind.Category, result.Schema.Single(column => column.Name == "note").Text);
        Assert.DoesNotContain("parcel", Json.Write(result.Profile), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"columns":{"note":{"text":"prose","pii":"hash"}}}""", "private column")]
    [InlineData("""{"columns":{"note":{"text":"prose","type":"number"}}}""", "Only texts are read")]
    public void Declarations_that_contradict_each_other_are_refused(string json, string expected) =>
        Assert.Contains(
            expected,
            Assert.Throws<ProblemException>(() => DefinitionReader.Parse(json, "m.json")).Message,
            StringComparison.Ordinal
        );

    private static IngestResult Read(string kind, ModelDefinition? definition)
    {
        var random = new Random(4);
        string Sentence() => string.Join(' ', Enumerable.Range(0, 5 + random.Next(5)).Select(_ => Words[random.Next(Words.Length)]));
        string[] few = [.. Enumerable.Range(0, 30).Select(_ => Sentence())];
        var csv = new StringBuilder("note,size,label\n");
        for (var row = 0; row < 400; row++)
        {
            var note = kind switch
            {
                "prose" => Sentence(),
                "names" => $"Firm {row % 250}",
                "codes" => $"AB-{row % 300} 12 7/{row % 3}",
                _ => few[row % 30],
            };
            csv.Append(note).Append(',').Append(random.Next(100)).Append(',').Append(row % 2 == 0 ? "yes" : "no").Append('\n');
        }

        return Ingestion.Read(
            new MemoryStream(Encoding.UTF8.GetBytes(csv.ToString())),
            new("m", "incoming/m/f.csv", definition, [1, 2, 3])
        );
    }
}
