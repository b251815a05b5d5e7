using System.Globalization;
using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;
using static MLOpsFunctions.Shared.Tests.Data.SampleFiles;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>Columns that are made coarse, and texts that lose their personal parts.</summary>
public sealed class PersonalPartsTests
{
    private const int Count = 60;

    [Fact]
    public void A_text_that_is_read_for_its_words_loses_its_personal_parts_and_the_run_says_so()
    {
        var result = Read(
            Csv("review", i => $"the food was good and plate {i} was large" + (i % 20 == 7 ? $" write to jane{i}@example.org" : ""))
        );

        Assert.Equal(PiiHandling.Redact, result.Definition.Columns["review"].Pii);
        Assert.Equal(TextKind.Prose, result.Definition.Columns["review"].Text);
        Assert.EndsWith("was large write to [email]", ((TextColumn)result.Frame.Find("review")!)[7]);
        var sentence = Assert.Single(result.Notes, note => note.Code == "personal-parts").Sentence();
        Assert.Contains("in 5% of its texts, confidence 0.99", sentence);
        Assert.DoesNotContain("jane", Stored(result));
    }

    [Fact]
    public void One_address_among_many_categories_is_replaced()
    {
        var result = Read(Csv("team", i => i == 30 ? "jane@example.org" : "team " + (i % 59)));

        Assert.Equal("[email]", ((TextColumn)result.Frame.Find("team")!)[30]);
        Assert.DoesNotContain("jane", Stored(result));
    }

    [Fact]
    public void A_personal_value_where_a_number_should_stand_is_not_quoted()
    {
        var quarantine = new MemoryStream();
        var csv = Csv("size", i => i == 30 ? "jane@example.org" : $"{i * 7 % 31}") + "1,jane@example.org\n";

        var result = Ingestion.Read(
            new MemoryStream(Encoding.UTF8.GetBytes(csv)),
            new("m", "incoming/m/f.csv", null, Key) { Quarantine = quarantine }
        );

        Assert.Equal(2, result.Rows.Quarantined);
        Assert.Contains("[email]", Json.Write(result.Examples));
        Assert.DoesNotContain("jane", Stored(result) + Encoding.UTF8.GetString(quarantine.ToArray()));
    }

    [Fact]
    public void A_refusal_quotes_no_personal_value() =>
        Assert.DoesNotContain(
            "jane",
            Refusal(() =>
                    Read(
                        Csv("size", i => i % 3 == 0 ? "1" : $"jane{i}@example.org"),
                        new() { Columns = new Dictionary<string, ColumnDefinition> { ["size"] = new(Type: ColumnType.Number) } }
                    )
                )
                .ToString()
        );

    [Fact]
    public void A_date_becomes_its_year_a_number_its_band_and_a_postal_code_its_beginning()
    {
        var result = Read(
            "born,age,income,plz,size,y\n"
                + string.Concat(
                    Enumerable
                        .Range(0, Count)
                        .Select(i =>
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"19{i + 20}-02-03,{i + 20},{i * 997},{10115 + (i * 7)},{i * 7 % 31},{i * 13 % 97 / 4.0}\n"
                            )
                        )
                ),
            new()
            {
                Columns = new Dictionary<string, ColumnDefinition>
                {
                    ["born"] = new(Pii: PiiHandling.Generalise),
                    ["age"] = new(Pii: PiiHandling.Generalise),
                    ["income"] = new(Pii: PiiHandling.Generalise, Band: 10_000),
                    ["plz"] = new(Type: ColumnType.Text, Pii: PiiHandling.Generalise, Prefix: 2),
                },
            }
        );

        Assert.Equal(new DateTime(1925, 1, 1).Ticks, ((TimeColumn)result.Frame.Find("born")!).Ticks[5]);
        Assert.Equal(20, ((NumberColumn)result.Frame.Find("age")!).Values[5]);
        Assert.Equal(20_000, ((NumberColumn)result.Frame.Find("income")!).Values[25]);
        Assert.Equal("10", ((TextColumn)result.Frame.Find("plz")!)[5]);
        Assert.All(result.Schema.Take(4), column => Assert.True(column.IsHidden));
    }

    [Fact]
    public void Files_with_personal_parts_and_without_grow_into_one_data_set()
    {
        var definition = new ModelDefinition
        {
            Label = "y",
            Ingest = new() { Mode = IngestMode.Append },
        };
        var first = Read(Csv("team", i => "team " + (i % 9)), definition);
        var grown = new GrowingDataset(
            new("d", first.Source, first.Schema, "y", first.Definition.Task!.Value, first.Rows, "p", []),
            first.Definition,
            first.Frame
        )
        {
            Newest = 1,
        };

        var second = Ingestion.Read(
            new MemoryStream(Encoding.UTF8.GetBytes(Csv("team", i => i == 3 ? "jane@example.org" : "team " + (i % 7)))),
            new("m", "incoming/m/g.csv", grown.ForNext(definition), Key) { Known = first.Schema }
        );
        var (result, _) = grown.With(second, 1);

        Assert.Equal(PiiHandling.Redact, result.Schema[0].Pii);
        Assert.DoesNotContain("jane", Stored(result));
    }

    private static string Stored(IngestResult result) =>
        Json.Write(result.Notes)
        + Json.Write(result.Profile)
        + Json.Write(result.Examples)
        + Json.Write(result.Reasons)
        + Encoding.UTF8.GetString(Bytes(result.Frame));

    private static string Csv(string column, Func<int, string> value) =>
        $"{column},y\n"
        + string.Concat(
            Enumerable.Range(0, Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"{value(i)}\",{i * 13 % 97 / 4.0}\n"))
        );
}
