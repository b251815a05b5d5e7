using Azure.Data.Tables;
using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Functions.Stores;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Functions.Tests.Stores;

public sealed class TableValuesTests
{
    private const int MaxPropertyBytes = 64 * 1024;
    private const int MaxEntityBytes = 1024 * 1024;

    [Fact]
    public void A_document_of_any_size_comes_back_and_fits_its_properties() =>
        Prop.ForAll(
                Arb.From(Gen.Choose(0, 120_000)),
                Arb.From(Gen.Elements("a", "é", "語", "🚲")),
                (length, text) =>
                {
                    var value = string.Concat(Enumerable.Repeat(text, length / text.Length));
                    var entity = new TableEntity("p", "r");
                    TableValues.Write(entity, value);

                    return TableValues.Read(entity) == value && entity.Keys.All(key => Bytes(entity, key) <= MaxPropertyBytes);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_largest_document_fits_an_entity_even_where_it_does_not_shrink()
    {
        var entity = new TableEntity(new string('p', 512), new string('r', 512));
        var noise = new byte[TableLimits.MaxValueBytes];
        new Random(7).NextBytes(noise);
        TableValues.Write(entity, string.Concat(noise.Select(b => (char)(b & 0x7F))));

        var keys = 2 * (entity.PartitionKey.Length + entity.RowKey.Length);
        Assert.True(keys + entity.Keys.Sum(key => (2 * key.Length) + 16 + Bytes(entity, key)) <= MaxEntityBytes);
    }

    [Fact]
    public void A_short_document_is_text_that_tools_show()
    {
        var entity = new TableEntity("p", "r");
        TableValues.Write(entity, """{"a":1}""");

        Assert.Equal("""{"a":1}""", entity.GetString("Json"));
    }

    [Fact]
    public void An_entity_of_somebody_else_is_not_a_document() =>
        Assert.Throws<InvalidDataException>(() => TableValues.Read(new TableEntity("p", "r") { ["Other"] = "x" }));

    [Fact]
    public void A_document_that_swells_beyond_the_bound_is_refused()
    {
        var entity = new TableEntity("p", "r");
        TableValues.Write(entity, new string('x', TableLimits.MaxValueBytes + 1));

        Assert.Throws<InvalidDataException>(() => TableValues.Read(entity));
    }

    private static int Bytes(TableEntity entity, string key) =>
        entity[key] is byte[] bytes ? bytes.Length : 2 * entity.GetString(key)!.Length;
}
