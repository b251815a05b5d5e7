using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using static MLOpsFunctions.Shared.Tests.Data.SampleFiles;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>Files whose rows are added to those of earlier files.</summary>
public sealed class GrowingDatasetTests
{
    private const string Append = """{ "label": "y", "columns": { "id": { "role": "id" } }, "ingest": { "mode": "append" } }""";
    private const string Upsert =
        """{ "label": "y", "columns": { "id": { "role": "id" } }, "ingest": { "mode": "upsert", "key": ["id"] } }""";

    [Fact]
    public void January_and_February_make_both_and_no_row_twice()
    {
        var january = First(Append, Csv(0, 400));
        var both = Next(january, Append, Csv(400, 400));
        var again = Next(both, Append, Csv(390, 30));

        Assert.Equal(800, both.Rows.RowCount);
        Assert.Equal((400, 0, 0), Counts(both));
        Assert.Equal((0, 0, 30), Counts(again));
        Assert.Equal(Bytes(Read(Csv(0, 800), Parse(Append)).Frame), Bytes(both.Rows));
    }

    [Fact]
    public void A_later_row_replaces_the_earlier_one_with_its_key()
    {
        var january = First(Upsert, Csv(0, 400));
        var both = Next(january, Upsert, Csv(390, 20, bonus: 5) + Row(409, bonus: 9));

        Assert.Equal(410, both.Rows.RowCount);
        Assert.Equal((10, 11, 0), Counts(both));
        var (ids, targets) = ((NumberColumn)both.Rows.Find("id")!, (NumberColumn)both.Rows.Find("y")!);
        Assert.Equal(410, ids.Values.Distinct().Count());
        Assert.Equal(Target(395, 5), targets.Values[Array.IndexOf(ids.Values, 395)]);
        Assert.Equal(Target(409, 9), targets.Values[Array.IndexOf(ids.Values, 409)]);
        Assert.Equal(20, Next(both, Upsert, Csv(0, 20)).Version.Parts!.Present);
    }

    [Fact]
    public void It_is_rebuilt_from_its_parts()
    {
        var january = First(Upsert, Csv(0, 100));
        var file = Ingest(january, Upsert, Csv(90, 40, bonus: 1));
        var (result, parts) = january.With(file, threads: 2);

        Assert.Equal(january.Version.Digest, parts.Base);
        Assert.Equal(Bytes(result.Frame), Bytes(FrameJoin.Join(january.Rows, file.Frame, parts.Key).Frame));
    }

    [Fact]
    public void A_new_column_is_missing_in_earlier_rows()
    {
        var both = Next(First(Append, Csv(0, 50)), Append, Csv(50, 3).Replace("\n", ",7.5\n").Replace("y,7.5", "y,more"));

        var more = (NumberColumn)both.Rows.Find("more")!;
        Assert.Equal((53, 50), (more.Length, more.Values.Count(double.IsNaN)));
        Assert.Equal("more", both.Version.Schema[^1].Name);
    }

    [Theory]
    [InlineData("id,size,y\n900,1.5,2\n", "colour")]
    [InlineData("id,size,colour,y\n900,big,red,2\n901,huge,red,2\n", "size")]
    public void A_column_that_is_gone_or_of_another_type_is_refused_by_name(string csv, string column)
    {
        var refusal = Refusal(() => Ingest(First(Append, Csv(0, 50)), Append, csv));

        Assert.Contains($"'{column}'", refusal.ToString());
    }

    [Fact]
    public void A_column_that_is_protected_otherwise_is_refused_by_name()
    {
        var hashed = Append.Replace("\"id\": {", "\"colour\": { \"pii\": \"hash\" }, \"id\": {");

        Assert.Contains(
            "'colour' is protected otherwise",
            Refusal(() => Next(First(Append, Csv(0, 50)), hashed, Csv(50, 30)).Version).Title
        );
    }

    [Fact]
    public void A_row_without_its_key_is_set_aside()
    {
        var file = Ingest(First(Upsert, Csv(0, 50)), Upsert, Csv(50, 3) + ",1.5,red,3\n");

        Assert.Equal(("id", "a required value is missing"), (file.Examples[0].Column, file.Examples[0].Reason));
    }

    [Theory]
    [InlineData("""{ "ingest": { "mode": "upsert" } }""", "Nothing names the rows that are replaced")]
    [InlineData("""{ "ingest": { "key": ["id"] } }""", "The key is not used")]
    [InlineData(
        """{ "ingest": { "mode": "upsert", "key": ["id"] }, "columns": { "id": { "pii": "drop" } } }""",
        "The key would not be stored"
    )]
    public void A_definition_that_cannot_work_is_refused(string definition, string title) =>
        Assert.Contains(title, Assert.Throws<ProblemException>(() => Parse(definition)).Problem.ToString());

    private static Problem Refusal(Func<object> read) => Assert.Throws<ProblemException>(read).Problem;

    private static (long Added, long Replaced, long Present) Counts(GrowingDataset data) =>
        (data.Version.Parts!.Added, data.Version.Parts.Replaced, data.Version.Parts.Present);

    private static GrowingDataset First(string definition, string csv) => Keep(Read(csv, Parse(definition)), null);

    private static GrowingDataset Next(GrowingDataset so, string definition, string csv)
    {
        var (result, parts) = so.With(Ingest(so, definition, csv), threads: 2);
        return Keep(result, parts);
    }

    private static IngestResult Ingest(GrowingDataset so, string definition, string csv) =>
        Ingestion.Read(
            new MemoryStream(System.Text.Encoding.UTF8.GetBytes(csv)),
            new("m", "incoming/m/f.csv", so.ForNext(Parse(definition)), Key) { Known = so.Version.Schema, IsPart = true }
        );

    private static GrowingDataset Keep(IngestResult result, DatasetParts? parts) =>
        new(
            new(
                Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Bytes(result.Frame))),
                result.Source,
                result.Schema,
                result.Definition.Label,
                result.Definition.Task!.Value,
                result.Rows,
                "",
                []
            )
            {
                Parts = parts,
            },
            result.Definition,
            result.Frame
        )
        {
            Newest = 1,
        };

    private static ModelDefinition Parse(string text) => DefinitionReader.Parse(text, "m.json");

    private static string Csv(int from, int count, int bonus = 0) =>
        "id,size,colour,y\n" + string.Concat(Enumerable.Range(from, count).Select(i => Row(i, bonus)));

    private static string Row(int i, int bonus) =>
        string.Create(CultureInfo.InvariantCulture, $"{i},{i * 7 % 31 / 2.0},{(i % 3 == 0 ? "red" : "blue")},{Target(i, bonus)}\n");

    private static double Target(int i, int bonus) => (i * 13 % 97 / 4.0) + bonus;
}
