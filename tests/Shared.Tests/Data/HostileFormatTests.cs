using System.Globalization;
using System.IO.Compression;
using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Notes;
using Parquet.Schema;
using static MLOpsFunctions.Shared.Tests.Data.SampleFiles;
using static MLOpsFunctions.Shared.Tests.Data.SampleFormats;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>Damaged and hostile files of each format are refused by name, or cost their own rows.</summary>
public sealed class HostileFormatTests
{
    private static readonly string Rows = string.Concat(
        Enumerable.Range(0, 30).Select(i => string.Create(CultureInfo.InvariantCulture, $"{{\"a\": {i * 7 % 31}.5, \"y\": {i % 11}}}\n"))
    );

    public static TheoryData<string, string, string> Documents =>
        new()
        {
            { "[[1, 2], [3, 4]]", "The JSON is no list of rows", "a list" },
            { "[1, 2]\n", "The JSON is no list of rows", "a value that is no object" },
            { new string('[', 10_000), "The JSON is no list of rows", "a list" },
            { "[{\"a\": 1}, {\"a\": 2}", "The JSON is no list of rows", "the end of the file within the array" },
            { "[{\"a\": 1}, {\"a\": ", "The JSON is no list of rows", "the end of the file within an object" },
            { "[{\"a\": 1} {\"a\": 2}]", "The JSON is no list of rows", "no comma" },
            { "[{\"a\": 1}] {\"a\": 2}", "The JSON is no list of rows", "more behind the end" },
            { "{\n \"rows\": [{\"a\": 1}]\n}\n", "Column 'rows' is nested", "lists or objects" },
            { "{\"a\": {\"0\": 1, \"1\": 2}, \"y\": {\"0\": 1}}", "Column 'a' is nested", "lists or objects" },
            { "{\"a\": [1], \"y\": 1}\n{\"a\": [2], \"y\": 2}\n", "Column 'a' is nested", "lists or objects" },
            { Deep(10_000) + "\n" + Deep(10_000), "The file has no rows", "no object" },
            { "{\"a\": 1, \"b\n", "The JSON is no list of rows", "the end of the file within an object" },
        };

    [Theory]
    [MemberData(nameof(Documents))]
    public void Json_that_is_no_list_of_rows_is_refused_by_name(string text, string title, string found)
    {
        var refusal = Refusal(() => Read(text));

        Assert.Equal(title, refusal.Title);
        Assert.Contains(found, refusal.Found);
        Assert.NotNull(refusal.Try);
    }

    [Theory]
    [InlineData("{\"a\": 1, \"y\": ", "not valid JSON", null)]
    [InlineData("not json at all", "not valid JSON", null)]
    [InlineData("[1, 2]", "not valid JSON", null)]
    [InlineData("{\"a\": 1, \"y\": 2} {\"a\": 1}", "not valid JSON", null)]
    [InlineData("{\"a\": 1, \"a\": 2, \"y\": 2}", "a column twice in a row", "a")]
    [InlineData("{\"a\": {\"b\": 1}, \"y\": 2}", "a list or an object within a cell", "a")]
    [InlineData("{\"a\": 1e999, \"y\": 2}", "not a finite number", "a")]
    [InlineData("{\"a\": Infinity, \"y\": 2}", "not a finite number", "a")]
    [InlineData("{\"a\": -Infinity, \"y\": 2}", "not a finite number", "a")]
    [InlineData("{\"a\": \"\\ud800\", \"y\": 2}", "not valid UTF-8", null)]
    [InlineData("{\"a\": \"x\\u0000\", \"y\": 2}", "a NUL character", "a")]
    public void A_bad_line_of_JSON_costs_its_own_row(string line, string reason, string? column)
    {
        var result = Read(Rows + line + "\n" + Rows);

        var row = Assert.Single(result.Examples);
        Assert.Equal((31, column, reason), (row.Line, row.Column, row.Reason));
        Assert.Equal(60, result.Rows.Kept);
    }

    [Fact]
    public void A_deep_row_among_others_costs_itself_only()
    {
        Assert.Equal((61, 60), (Read(Rows + Deep(10_000) + "\n" + Rows).Rows.Read, Read(Rows + Deep(10_000) + "\n" + Rows).Rows.Kept));
    }

    [Fact]
    public void NaN_without_quotes_is_a_missing_value()
    {
        var result = Read(Rows + "{\"a\": NaN, \"y\": 3}\n");

        Assert.Equal(31, result.Rows.Kept);
        Assert.True(double.IsNaN(((NumberColumn)result.Frame.Find("a")!).Values[30]));
    }

    [Fact]
    public void Whole_numbers_beyond_a_double_stay_apart()
    {
        var rows = string.Concat(
            Enumerable
                .Range(0, 40)
                .Select(i =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{{\"k\": 90071992547409{i:00}, \"b\": 900719925474099{i:00}, \"y\": {i % 11}}}\n"
                    )
                )
        );

        Assert.Equal(40, ((TextColumn)Read(rows).Frame.Find("b")!).Levels.Distinct().Count());
    }

    [Theory]
    [InlineData("../../etc/data.csv")]
    [InlineData("/data.csv")]
    [InlineData("c:\\data.csv")]
    public void A_name_that_leads_out_of_an_archive_is_refused(string name) =>
        Assert.Contains("leads out", Refusal(() => Read(Zip((name, Utf8("a,y\n1,2\n"))))).Found);

    [Fact]
    public void An_archive_of_none_or_several_files_is_refused()
    {
        Assert.Contains("no file", Refusal(() => Read(Zip())).Found);
        Assert.Contains("2 files: 'a.csv', 'b.csv'", Refusal(() => Read(Zip(("a.csv", Utf8("a")), ("b.csv", Utf8("b"))))).Found);
        Assert.Contains("packed", Refusal(() => Read(Zip(("a.zip", Zip(("a.csv", Utf8("a"))))))).Found);
        Assert.Contains("packed", Refusal(() => Read(Zip(("a.gz", Gzip(Utf8("a")))))).Found);
        Assert.Contains("packed", Refusal(() => Read(Gzip(Zip(("a.csv", Utf8("a")))))).Found);
        Assert.Equal(415, Refusal(() => Read([.. "PK\u0003\u0004....data.csv"u8, .. new byte[600]])).Status);
        Assert.Contains("OpenDocument", Refusal(() => Read(Zip(("mimetype", Utf8("x")), ("content.xml", Utf8("x"))))).Found);
        Assert.Contains(
            "no Excel workbook",
            Refusal(() => Read(Zip(("[Content_Types].xml", Utf8("x")), ("word/document.xml", Utf8("x"))))).Found
        );
    }

    [Fact]
    public void A_bomb_is_refused_before_it_is_unpacked()
    {
        var zeros = new byte[64 << 20];
        Array.Fill(zeros, (byte)'1');

        Assert.Equal(413, Refusal(() => Read(Zip(("bomb.csv", zeros)))).Status);
        Assert.Equal(
            413,
            Refusal(() =>
                Read(
                    Zip([
                        .. Parts(
                            Workbook([
                                ["a"],
                                [1],
                            ])
                        ),
                        ("xl/media/bomb", zeros),
                    ])
                )
            ).Status
        );
    }

    [Theory]
    [InlineData("<!DOCTYPE b [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;\">]>")]
    [InlineData("<!DOCTYPE b SYSTEM \"file:///etc/passwd\">")]
    public void A_workbook_whose_XML_defines_entities_is_refused(string declaration)
    {
        var parts = Parts(
            Workbook([
                ["a", "y"],
                [1, 2],
            ])
        );
        for (var i = 0; i < parts.Length; i++)
        {
            var text = Encoding.UTF8.GetString(parts[i].Bytes);
            parts[i].Bytes = Utf8(
                parts[i].Name.Contains("sheet1", StringComparison.Ordinal) ? declaration + text.Replace("<v>1<", "<v>&c;<") : text
            );
        }

        Assert.Equal("The workbook cannot be read", Refusal(() => Read(Zip(parts))).Title);
    }

    [Fact]
    public void Damaged_workbooks_are_refused()
    {
        var whole = Workbook([
            ["a", "y"],
            .. Enumerable.Range(0, 30).Select(i => new object?[] { i, i % 7 }),
        ]);
        for (var at = 200; at < whole.Length; at += 37)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 0x55;
            ReadOrRefuse(damaged);
            ReadOrRefuse(whole[..at]);
        }

        Assert.Contains("cannot be read", Refusal(() => Read([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[2000]])).Title);
    }

    [Fact]
    public void Damaged_Parquet_is_refused()
    {
        var whole = ParquetFile(
            9,
            (new DataField<double>("a"), Enumerable.Range(0, 30).Select(i => i * 7 % 31 / 2.0).ToArray()),
            (new DataField<string>("t"), Enumerable.Range(0, 30).Select(i => $"t{i % 3}").ToArray()),
            (new DataField<long>("y"), Enumerable.Range(0, 30).Select(i => (long)i % 11).ToArray())
        );
        Assert.Equal(30, Read(whole).Rows.Kept);
        for (var at = 4; at < whole.Length; at += 7)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 0x55;
            ReadOrRefuse(damaged);
            ReadOrRefuse(whole[..at]);
        }

        Assert.Equal(415, Refusal(() => Read([.. "PAR1"u8, .. new byte[100]])).Status);
        Assert.Equal(415, Refusal(() => Read([.. "PAR1"u8, .. new byte[100], 0xFF, 0xFF, 0xFF, 0x7F, .. "PAR1"u8])).Status);
    }

    [Fact]
    public async Task Nested_columns_of_Parquet_are_refused_by_name()
    {
        var file = new MemoryStream();
        var place = new StructField("place", new DataField<double>("lat"), new DataField<double>("lon"));
        await using (await Parquet.ParquetWriter.CreateAsync(new(new DataField<int>("y"), place), file))
        {
            // A file without rows has its columns all the same.
        }

        Assert.Equal("Column 'place' is nested", Refusal(() => Read(file.ToArray())).Title);
    }

    [Fact]
    public void A_sheet_is_read_as_it_is_shown()
    {
        var rows = Enumerable
            .Range(0, 30)
            .Select(i => new object?[] { new DateTime(2026, 1, 1).AddDays(i), ((i + 1) * 7 / 100.0, "%"), ("formula", i * 1.5), i % 11 });
        var file = Workbook(
            "A2:B2",
            (
                "Notes",
                "hidden",
                [
                    ["x"],
                ]
            ),
            (
                "Data",
                "visible",
                [
                    [],
                    ["day", "share", "f", "y"],
                    .. rows,
                ]
            ),
            (
                "More",
                "visible",
                [
                    ["a", "b"],
                    [1, 2],
                ]
            )
        );

        var result = Read(file);

        Assert.Equal(30, result.Rows.Kept);
        Assert.Equal(new DateTime(2026, 1, 2).Ticks, ((TimeColumn)result.Frame.Find("day")!).Ticks[1]);
        Assert.Equal(7, ((NumberColumn)result.Frame.Find("share")!).Values[0]);
        Assert.Equal(1.5, ((NumberColumn)result.Frame.Find("f")!).Values[1]);
        Assert.Equal(["sheet", "empty-sheet-rows", "merged-cells"], result.Notes.Take(3).Select(note => note.Code));
        Assert.Equal(
            "Sheet 'Data' was read; 'Notes', 'More' were not. The definition may name another one as ingest.sheet.",
            result.Notes[0].Sentence()
        );
    }

    [Fact]
    public void The_declared_sheet_is_read_or_missed_by_name()
    {
        object?[][] rows =
        [
            ["a", "y"],
            .. Enumerable.Range(0, 30).Select(i => new object?[] { i * 7 % 31, i % 11 }),
        ];
        var file = Workbook(
            "",
            (
                "Readme",
                "visible",
                [
                    ["see the next sheet"],
                ]
            ),
            ("Table", "visible", rows)
        );

        Assert.Equal(30, Read(file, new() { Ingest = new() { Sheet = "Table" } }).Rows.Kept);
        var refusal = Refusal(() => Read(file, new() { Ingest = new() { Sheet = "Tabel" } }));
        Assert.Equal("sheets 'Readme', 'Table'", refusal.Found);
        Assert.Equal("did you mean 'Table'?", refusal.Try);
    }

    [Theory]
    [InlineData("A1:B1 C1:D1")]
    [InlineData("")]
    public void Two_rows_of_headers_are_refused(string merges)
    {
        object?[][] rows =
        [
            ["first half", null, "second half", null],
            ["cars", "vans", "trucks", "y"],
            .. Enumerable.Range(0, 30).Select(i => new object?[] { i, i * 2, i * 3, i % 11 }),
        ];

        Assert.Equal("The table has two rows of headers", Refusal(() => Read(Workbook(rows, merges))).Title);
    }

    private static string Deep(int depth) => string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);

    private static (string Name, byte[] Bytes)[] Parts(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return
        [
            .. archive.Entries.Select(entry =>
            {
                using var part = entry.Open();
                var bytes = new MemoryStream();
                part.CopyTo(bytes);
                return (entry.FullName, bytes.ToArray());
            }),
        ];
    }

    private static void ReadOrRefuse(byte[] file)
    {
        try
        {
            Read(file);
        }
        catch (ProblemException refusal)
        {
            Assert.NotEmpty(refusal.Problem.Title);
        }
    }
}
