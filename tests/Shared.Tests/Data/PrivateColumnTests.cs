using System.Text;
using System.Text.Json;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>How a hashed column spells its answers is kept, so that a later spelling gives the same hash; its cells are not.</summary>
public sealed class PrivateColumnTests
{
    private static readonly byte[] Key = new byte[32];

    [Theory]
    [InlineData("yes", "no")]
    [InlineData("TRUE", "FALSE")]
    [InlineData("1", "0")]
    [InlineData("ja", "nein")]
    public void True_in_json_is_the_answer_that_the_training_file_spelled(string yes, string no)
    {
        var schema = Ingest(i => i % 3 == 0 ? yes : no).Schema;

        Assert.Equal((ColumnType.Text, PiiHandling.Hash, true), (schema[0].Type, schema[0].Pii, schema[0].IsHidden));
        Assert.Equal([yes, no, yes], Texts(Json("""[{"x":true},{"x":false},{"x":"True"}]""", schema)));
        Assert.Equal([no, yes], Texts(Read("x;z\nFalse;1\n1;1", schema)));
    }

    [Fact]
    public void Spellings_of_one_answer_have_one_hash_and_the_next_file_keeps_it()
    {
        var first = Ingest(i =>
            i % 7 == 0 ? "TRUE"
            : i % 2 == 0 ? "True"
            : "False"
        );
        var next = Ingest(i => i % 2 == 0 ? "true" : "false", first.Schema);

        Assert.Equal(2, ((TextColumn)first.Frame.Find("x")!).Levels.Length);
        Assert.Equal(
            ((TextColumn)first.Frame.Find("x")!).Levels.Order(StringComparer.Ordinal),
            ((TextColumn)next.Frame.Find("x")!).Levels.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Nothing_else_of_how_a_private_column_is_written_is_kept()
    {
        var hashed = Ingest(i => $"0{1000 + i}").Schema[0];
        var masked = Ingest(i => i % 3 == 0 ? "yes" : "no", handling: PiiHandling.Mask).Schema[0];

        Assert.Equal(new ColumnFormat { Missing = new([]) }, hashed.Format);
        Assert.Null(masked.Format);
        Assert.True(masked.IsHidden);
    }

    private static IngestResult Ingest(
        Func<int, string> cell,
        IReadOnlyList<ColumnSchema>? known = null,
        PiiHandling handling = PiiHandling.Hash
    ) =>
        Ingestion.Read(
            new MemoryStream(
                Encoding.UTF8.GetBytes("x;y\n" + string.Join('\n', Enumerable.Range(0, 60).Select(i => $"{cell(i)};{i % 7}.5")))
            ),
            new(
                "m",
                "f",
                new()
                {
                    Label = "y",
                    Columns = new Dictionary<string, ColumnDefinition> { ["x"] = new(Pii: handling) },
                },
                Key
            )
            {
                Known = known ?? [],
            }
        );

    private static DataFrame Read(string text, IReadOnlyList<ColumnSchema> schema) =>
        FrameReader.ReadCsv(new MemoryStream(Encoding.UTF8.GetBytes(text)), schema).Frame;

    private static DataFrame Json(string rows, IReadOnlyList<ColumnSchema> schema) =>
        FrameBuilder.ReadJsonRows(JsonDocument.Parse(rows).RootElement, schema).Frame;

    private static IEnumerable<string?> Texts(DataFrame frame) =>
        Enumerable.Range(0, frame.RowCount).Select(row => ((TextColumn)frame.Find("x")!)[row]);
}
