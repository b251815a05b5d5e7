using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Data.Schema;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>How text becomes cells, wherever blocks and threads happen to divide it.</summary>
public sealed class ReadingTests
{
    [Fact]
    public void A_table_reads_back_as_it_was_written() =>
        Prop.ForAll(
                Tables,
                table =>
                {
                    var frame = FrameReader.ReadCsv(new MemoryStream(Encoding.UTF8.GetBytes(table.Text)), table.Schema).Frame;

                    return frame.RowCount == table.Cells.Length
                        && Enumerable
                            .Range(0, frame.RowCount)
                            .All(row =>
                                Enumerable.Range(0, 3).All(column => ((TextColumn)frame.Columns[column])[row] == table.Cells[row][column])
                            );
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Blocks_of_any_size_hold_the_same_records() =>
        Prop.ForAll(
                Gen.Elements('a', ',', '"', '\n', ' ', '\r').ArrayOf(60).ToArbitrary(),
                characters =>
                {
                    var text = Encoding.UTF8.GetBytes(characters);
                    var whole = Lines(text, size: 1 << 12);

                    return Enumerable.Range(1, 20).All(size => Lines(text, size).SequenceEqual(whole));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Threads_change_nothing()
    {
        var text = new StringBuilder("a,b,name,y\n");
        for (var i = 0; i < 120_000; i++)
        {
            text.Append(
                i % 1000 == 7 ? "oops\n"
                : i % 1000 == 9 ? $"x,{i},\"n\n{i % 77}\",{i % 5}\n"
                : $"{i / 8.0},{i * 37 % 1009},name {i % 4001},{i % 5}\n"
            );
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        var (one, quarantine) = Read(bytes, 1);
        var (four, again) = Read(bytes, 4);

        Assert.True(bytes.Length > 2 * TableReader.BlockBytes);
        Assert.Equal(240, one.Rows.Quarantined);
        Assert.Equal(Written(one.Frame), Written(four.Frame));
        Assert.Equal(quarantine, again);
        Assert.Equal(
            (one.Rows, Json.Write(one.Profile), Json.Write(one.Leaks)),
            (four.Rows, Json.Write(four.Profile), Json.Write(four.Leaks))
        );
    }

    [Theory]
    [InlineData("\"1,234\"")]
    [InlineData("\"1,5\"")]
    public void A_comma_within_a_number_is_no_thousands_separator(string cell)
    {
        var rows = string.Concat(Enumerable.Range(0, 40).Select(i => $"{i % 7}.5,{i % 9}\n"));
        var (result, _) = Read(Encoding.UTF8.GetBytes($"a,y\n{rows}{cell},3\n"), 1);

        var bad = Assert.Single(result.Examples);
        Assert.Equal((42, "a", "not a number"), (bad.Line, bad.Column, bad.Reason));
    }

    [Fact]
    public void An_unclosed_quote_costs_its_own_line_only()
    {
        var rows = Enumerable.Range(0, 2000).Select(i => i == 1000 ? "\"lost,1,2" : $"n{i % 50},{i % 7},{i % 9}");
        var bytes = Encoding.UTF8.GetBytes("name,a,y\n" + string.Join('\n', rows) + "\n");
        var result = Ingestion.Read(new MemoryStream(bytes), new("m", "f", null, []) { Limits = new() { MaxRowBytes = 1000 } });

        Assert.Equal(new RowCounts(2000, 1999, 0, 1), result.Rows);
        Assert.Equal((1002, "an unclosed quote"), (result.Examples[0].Line, result.Examples[0].Reason));
    }

    [Fact]
    public void A_compressed_file_that_was_cut_short_is_refused()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(
                Encoding.UTF8.GetBytes("a,y\n" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i * 7919 % 10007},{i % 10}\n")))
            );
        }

        var half = packed.ToArray().AsSpan(0, (int)packed.Length / 2).ToArray();

        Assert.Contains("damaged", Assert.Throws<ProblemException>(() => Read(half, 1)).Problem.Title);
    }

    [Theory]
    [InlineData("2026-03-01", "2026-03-01T00:00:00.0000000Z")]
    [InlineData("2026/03/01 12:30", "2026-03-01T12:30:00.0000000Z")]
    [InlineData("2026-03-01T12:30:15.25Z", "2026-03-01T12:30:15.2500000Z")]
    [InlineData("2026-03-01 12:30:15+02:00", "2026-03-01T10:30:15.0000000Z")]
    [InlineData("2014-01-01 00:03:00 UTC", "2014-01-01T00:03:00.0000000Z")]
    [InlineData("1.3.2026", "2026-03-01T00:00:00.0000000Z")]
    [InlineData("31-Dec-2026", "2026-12-31T00:00:00.0000000Z")]
    [InlineData("1 March 2026 9:05 pm", "2026-03-01T21:05:00.0000000Z")]
    [InlineData("Mar 1, 2026 12:05:07 AM", "2026-03-01T00:05:07.0000000Z")]
    [InlineData("may 2, 2026", "2026-05-02T00:00:00.0000000Z")]
    [InlineData("2026-03-01 13:00 PM", null)]
    [InlineData("2026-03-01 0:30 AM", null)]
    [InlineData("31-Dez-2026", "2026-12-31T00:00:00.0000000Z")]
    [InlineData("1. M\u00e4rz 2026", "2026-03-01T00:00:00.0000000Z")]
    [InlineData("1 de enero de 2026", "2026-01-01T00:00:00.0000000Z")]
    [InlineData("3 f\u00e9vr. 2026", "2026-02-03T00:00:00.0000000Z")]
    [InlineData("31-Foo-2026", null)]
    [InlineData("31-Dec-26", "2026-12-31T00:00:00.0000000Z")]
    [InlineData("15-Jan-69", "1969-01-15T00:00:00.0000000Z")]
    [InlineData("Dec 31 2026", "2026-12-31T00:00:00.0000000Z")]
    [InlineData("Jan 1 2000", "2000-01-01T00:00:00.0000000Z")]
    [InlineData("Jan 2019", "2019-01-01T00:00:00.0000000Z")]
    [InlineData("September-2019", "2019-09-01T00:00:00.0000000Z")]
    [InlineData("Jan-19", "2019-01-01T00:00:00.0000000Z")]
    [InlineData("2019-Jan-15 10:30", "2019-01-15T10:30:00.0000000Z")]
    [InlineData("Tue, 15 Jan 2019 10:30:00 GMT", "2019-01-15T10:30:00.0000000Z")]
    [InlineData("31.12.23", "2023-12-31T00:00:00.0000000Z")]
    [InlineData("31.12.23 14:30", "2023-12-31T14:30:00.0000000Z")]
    [InlineData("20240131", "2024-01-31T00:00:00.0000000Z")]
    [InlineData("202401", "2024-01-01T00:00:00.0000000Z")]
    [InlineData("20240131T153000Z", "2024-01-31T15:30:00.0000000Z")]
    [InlineData("202401311530", "2024-01-31T15:30:00.0000000Z")]
    [InlineData("2024.01.31", "2024-01-31T00:00:00.0000000Z")]
    [InlineData("2024-1-5", "2024-01-05T00:00:00.0000000Z")]
    [InlineData("01/2024", "2024-01-01T00:00:00.0000000Z")]
    [InlineData("2025-01-01 24:00", "2025-01-02T00:00:00.0000000Z")]
    [InlineData("2024-12-31T24:00:00", "2025-01-01T00:00:00.0000000Z")]
    [InlineData("2025-01-01 24:01", null)]
    [InlineData("20241331", null)]
    [InlineData("202413", null)]
    [InlineData("Jan 1", null)]
    [InlineData("2024.1.5", null)]
    [InlineData("1.2.345", null)]
    [InlineData("31-Feb-2026", null)]
    [InlineData("Marathon 5, 2026", null)]
    [InlineData("03/04/2026", null)]
    [InlineData("13/04/2026", null)]
    [InlineData("2026-02-30", null)]
    [InlineData("2026-03-01T25:00", null)]
    [InlineData("0001-01-01T00:00+14:00", null)]
    [InlineData("2026-03-01 12:30:15 CET", null)]
    public void Times_are_read_where_they_can_be_read_one_way(string text, string? expected) =>
        Assert.Equal(
            expected,
            TimeParser.TryParse(Encoding.UTF8.GetBytes(text), out var ticks) ? new DateTime(ticks, DateTimeKind.Utc).ToString("O") : null
        );

    [Fact]
    public void Radix_sort_sorts() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<NormalFloat[]>(),
                floats =>
                {
                    double[] some = [.. floats.Select(value => value.Get), 0, -0.0, double.Epsilon, double.MaxValue, double.MinValue];
                    double[] values = [.. Enumerable.Range(0, 5000).Select(i => some[i % some.Length] * (1 + (i % 3)))];
                    values = Array.ConvertAll(values, value => double.IsFinite(value) ? value : 1);
                    var sorted = values.Order().ToArray();
                    RadixSort.Sort(values);
                    return values.SequenceEqual(sorted);
                }
            )
            .QuickCheckThrowOnFailure();

    private static Arbitrary<(string Text, string?[][] Cells, ColumnSchema[] Schema)> Tables =>
        (
            from rows in Gen.Choose(1, 30)
            from separator in Gen.Elements(',', ';', '\t', '|')
            from lineBreak in Gen.Elements("\n", "\r\n")
            from cells in Gen.Elements<string?>(
                    null,
                    "x",
                    "a b",
                    "\"",
                    "\"\"q",
                    "one,two",
                    "a;b",
                    "p|q",
                    "a\tb",
                    "line\nbreak",
                    "ä\u2028",
                    "-",
                    "None",
                    "7"
                )
                .ArrayOf(rows * 3)
            from quoted in Gen.Elements(true, false).ArrayOf(rows * 3)
            let table = cells.Chunk(3).ToArray()
            let lines = table.Select((row, r) => string.Join(separator, row.Select((cell, c) => Quote(cell, quoted[(r * 3) + c]))))
            select (
                string.Join(lineBreak, lines.Prepend(string.Join(separator, "first", "second", "third"))) + lineBreak,
                table,
                new ColumnSchema[]
                {
                    new("first", ColumnType.Text, ColumnRole.Feature),
                    new("second", ColumnType.Text, ColumnRole.Feature),
                    new("third", ColumnType.Text, ColumnRole.Feature),
                }
            )
        ).ToArbitrary();

    private static string Quote(string? cell, bool anyway) =>
        cell is null ? ""
        : anyway || cell.AsSpan().ContainsAny(",;\t|\"\n") ? $"\"{cell.Replace("\"", "\"\"")}\""
        : cell;

    private static List<string> Lines(byte[] text, int size)
    {
        var dialect = new Dialect((byte)',');
        var limits = new IngestLimits { MaxRowBytes = 1000 };
        var reader = new BlockReader(new MemoryStream(text), dialect, limits, "f", 1, size);
        var (block, found) = (new TextBlock(), new List<string>());
        while (reader.Next(block))
        {
            using var csv = dialect.Open(block.Led, trim: true);
            while (csv.Read())
            {
                found.Add(string.Join('|', csv.Current.ToArray()));
            }

            if (block.Unclosed is { } unclosed)
            {
                found.Add($"{unclosed.Line}: {Encoding.UTF8.GetString(unclosed.Text)}");
            }
        }

        return found;
    }

    private static (IngestResult Result, string Quarantine) Read(byte[] bytes, int threads)
    {
        var quarantine = new MemoryStream();
        var result = Ingestion.Read(
            new MemoryStream(bytes),
            new("m", "incoming/m/f.csv", null, []) { Quarantine = quarantine, Threads = threads }
        );
        return (result, Encoding.UTF8.GetString(quarantine.ToArray()));
    }

    private static byte[] Written(DataFrame frame)
    {
        var stream = new MemoryStream();
        FrameFile.Write(frame, stream);
        return stream.ToArray();
    }
}
