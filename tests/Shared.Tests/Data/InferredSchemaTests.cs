using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>What a file was taken for is told column by column.</summary>
public sealed class InferredSchemaTests
{
    [Fact]
    public void Each_column_that_is_not_learned_from_has_its_reason()
    {
        var inferred = Read("""{ "columns": { "note": { "role": "ignore" } } }""").Inferred;

        Assert.Equal(("price", LabelSource.LastColumn, TaskSource.LabelValues), (inferred.Label, inferred.LabelFrom, inferred.TaskFrom));
        Assert.Equal("day", inferred.Time);
        Assert.Equal(
            [
                new("key", UnusedReason.Identifier),
                new("empty", UnusedReason.Empty),
                new("note", UnusedReason.Declared),
                new("part", UnusedReason.Split),
                new("copy", UnusedReason.LabelCopy),
            ],
            inferred.Unused
        );
    }

    [Theory]
    [InlineData("""{ "label": "price" }""", LabelSource.Declared, null)]
    [InlineData("""{ "columns": { "price": { "role": "label" } } }""", LabelSource.Declared, null)]
    [InlineData("""{ "label": "price", "guessedLabel": "price" }""", LabelSource.LastColumn, "price")]
    [InlineData("""{ "label": "price", "guessedLabel": "size" }""", LabelSource.Declared, null)]
    [InlineData("""{ "task": "regression" }""", LabelSource.LastColumn, "price")]
    [InlineData("""{ "task": "clustering" }""", null, null)]
    public void A_label_says_where_it_comes_from_and_a_guess_stays_in_the_definition(string definition, LabelSource? source, string? guess)
    {
        var result = Read(definition);

        Assert.Equal(source, result.Inferred.LabelFrom);
        Assert.Equal(guess, result.Definition.GuessedLabel);
    }

    [Theory]
    [InlineData("year,visitors", "{0},{2}", "by 'year'", true)]
    [InlineData("date,shop,sales", "{1},{3},{2}", "by 'date'", true)]
    [InlineData("car,price", "{0},{2}", "lie evenly", false)]
    [InlineData("size,days", "{2},{4}", "--label days --task regression", true)]
    public void What_may_be_a_forecast_or_a_count_is_told(string header, string row, string note, bool isTold)
    {
        string Row(int i) =>
            string.Format(
                CultureInfo.InvariantCulture,
                row,
                1900 + i,
                $"2024-{1 + (i / 56)}-{1 + (i / 2 % 28):00}",
                (i * 53 % 97) + 0.5,
                i % 2,
                i % 11
            );
        var csv = $"{header}\n" + string.Concat(Enumerable.Range(0, 112).Select(i => $"{Row(i)}\n"));
        var result = Ingestion.Read(
            new MemoryStream(System.Text.Encoding.UTF8.GetBytes(csv)),
            new IngestRequest("m", "incoming/m/a.csv", null, new byte[32])
        );

        Assert.Equal(isTold, result.Notes.Sentences().Any(told => told.Contains(note, StringComparison.Ordinal)));
    }

    private static IngestResult Read(string definition)
    {
        var rows = Enumerable
            .Range(0, 100)
            .Select(row =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"k{row},{new DateTime(2024, 1, 1).AddDays(row):yyyy-MM-dd},{row * 37 % 11},,n,"
                        + $"{(row % 4 == 0 ? "test" : "train")},{row * 53 % 97},{row * 53 % 97}\n"
                )
            );
        var csv = "key,day,size,empty,note,part,copy,price\n" + string.Concat(rows);
        return Ingestion.Read(
            new MemoryStream(System.Text.Encoding.UTF8.GetBytes(csv)),
            new IngestRequest("m", "incoming/m/a.csv", DefinitionReader.Parse(definition, "m.json"), new byte[32])
        );
    }
}
