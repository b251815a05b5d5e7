using System.Globalization;
using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using Parquet.Schema;
using static MLOpsFunctions.Shared.Tests.Data.SampleFiles;
using static MLOpsFunctions.Shared.Tests.Data.SampleFormats;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>One table is the same data set, whatever format it is written in.</summary>
public sealed class TableFormatTests
{
    private const int Count = 40;
    private static readonly string?[] Colours =
    [
        .. Enumerable.Range(0, Count).Select(i => i % 7 == 3 ? null : $"{"rgb"[i % 3]}; \"{i % 3}\""),
    ];
    private static readonly double?[] Sizes = [.. Enumerable.Range(0, Count).Select(i => i % 11 == 5 ? (double?)null : i * 7 % 31 / 4.0)];
    private static readonly DateTime[] Times = [.. Enumerable.Range(0, Count).Select(i => new DateTime(2026, 1, 1).AddHours(i * 5))];
    private static readonly bool?[] Answers = [.. Enumerable.Range(0, Count).Select(i => (bool?)(i % 2 == 0))];
    private static readonly long[] Targets = [.. Enumerable.Range(0, Count).Select(i => (long)(i * i % 97))];

    private static readonly string Csv =
        "colour,size,at,ok,y\n"
        + string.Concat(
            Enumerable
                .Range(0, Count)
                .Select(i =>
                    Invariant(
                        $"{(Colours[i] is { } text ? $"\"{text.Replace("\"", "\"\"")}\"" : "")},{Sizes[i]},{Times[i]:yyyy-MM-dd HH:mm:ss},"
                    ) + Invariant($"{(Answers[i] == true ? "true" : "false")},{Targets[i]}\n")
                )
        );

    private static readonly string[] Objects =
    [
        .. Enumerable
            .Range(0, Count)
            .Select(i =>
            {
                var colour = Colours[i] is { } text ? $"\"{text.Replace("\"", "\\\"")}\"" : "null";
                var size = Sizes[i] is { } number ? Invariant($", \"size\": {number}") : "";
                var (at, ok) = (
                    Invariant($"\"at\": \"{Times[i]:yyyy-MM-ddTHH:mm:ss}\""),
                    $"\"ok\": {(Answers[i] == true ? "true" : "false")}"
                );
                return i % 5 == 4
                    ? Invariant($"{{{ok}, \"y\": {Targets[i]}, {at}{size}, \"colour\": {colour}}}")
                    : Invariant($"{{\"colour\": {colour}{size}, {at}, {ok}, \"y\": {Targets[i]}}}");
            }),
    ];

    private static readonly byte[] Sheet = Workbook([
        ["colour", "size", "at", "ok", "y"],
        .. Enumerable.Range(0, Count).Select(i => new object?[] { Colours[i], Sizes[i], Times[i], Answers[i], (double)Targets[i] }),
    ]);

    private static readonly byte[] Columns = ParquetFile(
        7,
        (new DataField<string>("colour"), Colours),
        (new DataField<double?>("size"), Sizes),
        (new DateTimeDataField("at", DateTimeFormat.Timestamp, isAdjustedToUTC: false, unit: DateTimeTimeUnit.Micros), Times),
        (new DataField<bool?>("ok"), Answers),
        (new DataField<long>("y"), Targets)
    );

    public static TheoryData<string> Formats => [.. Files.Keys];

    private static Dictionary<string, byte[]> Files =>
        new()
        {
            ["lines"] = Utf8(string.Join('\n', Objects)),
            ["lines with blank ones"] = Utf8(string.Join("\r\n\r\n", Objects) + "\r\n"),
            ["array"] = Utf8($"[{string.Join(",", Objects)}]"),
            ["array over lines"] = Utf8($"[\n  {string.Join(",\n  ", Objects).Replace(", ", ",\n    ")}\n]\n"),
            ["array with a mark"] = [0xEF, 0xBB, 0xBF, .. Utf8($" [{string.Join(" , ", Objects)} ] ")],
            ["array in UTF-16"] = [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes($"[{string.Join(",", Objects)}]")],
            ["lines in UTF-16 without a mark"] = Encoding.Unicode.GetBytes(string.Join('\n', Objects)),
            ["workbook"] = Sheet,
            ["parquet"] = Columns,
        };

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_table_is_the_same_data_set_in_every_format_and_packing(string format)
    {
        var (expected, file) = (Read(Csv), Files[format]);
        foreach (
            var bytes in (byte[][])
                [file, Gzip(file), Zip(("some/data.bin", file), ("__MACOSX/._x", [1])), Gzip(Utf8(Csv)), Zip(("x", Utf8(Csv)))]
        )
        {
            var result = Read(bytes);

            Assert.Equal(
                expected.Schema.Select(column => (column.Name, column.Type, column.Role)),
                result.Schema.Select(column => (column.Name, column.Type, column.Role))
            );
            Assert.Equal(expected.Rows, result.Rows);
            Assert.Equal(expected.Frame.Find("colour")!.Length, result.Frame.RowCount);
            Assert.Equal(Bytes(expected.Frame), Bytes(result.Frame));
            Assert.Equal(expected.Profile.Columns.Count, result.Profile.Columns.Count);
            Assert.Equal(bytes.Length, result.Source.Bytes);
            Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), result.Source.Sha256);
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_against_a_known_schema_is_read_in_every_format(string format)
    {
        var (trained, file) = (Read(Csv), Files[format]);

        var rows = FrameReader.ReadCsv(new OneWay(file), trained.Schema);
        using var parts = new FrameParts(new MemoryStream(Zip(("x", file))), trained.Schema, "f");

        Assert.Empty(rows.Notes);
        Assert.Equal(Bytes(trained.Frame), Bytes(rows.Frame));
        Assert.Equal(Count, parts.Read(2, blockBytes: 64).Sum(part => part.Frame.RowCount));
    }

    [Theory]
    [InlineData("lines", 3)]
    [InlineData("workbook", 4)]
    [InlineData("parquet", 3)]
    public void A_bad_row_is_set_aside_with_the_place_where_it_stands(string format, long line)
    {
        string?[] sizes = [.. Enumerable.Range(0, 30).Select(i => i == 2 ? "wide\nand long" : Invariant($"{i * 7 % 31}.5"))];
        double[] targets = [.. Enumerable.Range(0, 30).Select(i => (double)(i % 11))];
        var file = format switch
        {
            "lines" => Utf8(
                string.Concat(
                    sizes.Select((size, i) => Invariant($"{{\"size\": \"{size!.Replace("\n", "\\n")}\", \"y\": {targets[i]}}}\n"))
                )
            ),
            "workbook" => Workbook([
                ["size", "y"],
                .. sizes.Select((size, i) => new object?[] { size, targets[i] }),
            ]),
            _ => ParquetFile(4, (new DataField<string>("size"), sizes), (new DataField<double>("y"), targets)),
        };

        var result = Read(file, new() { Columns = new Dictionary<string, ColumnDefinition> { ["size"] = new(ColumnType.Number) } });

        var row = Assert.Single(result.Examples);
        Assert.Equal((line, "size", "not a number"), (row.Line, row.Column, row.Reason));
        Assert.Equal(29, result.Rows.Kept);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A stream that goes forward only, as a request's body does.</summary>
    private sealed class OneWay(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
