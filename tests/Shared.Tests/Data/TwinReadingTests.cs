using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Reading;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>
/// The reader of blocks on threads finds what its naive twin finds: the same cells, lines and reasons, for every size
/// of block and every number of threads.
/// </summary>
public sealed class TwinReadingTests
{
    private static readonly string[] Tokens =
    [
        ",",
        ",",
        ",",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "\"",
        "\"\"",
        "\"a,b\"",
        "\"a\nb\"",
        "\"\r\n\"",
        "a",
        "7",
        "-1.5",
        "1e999",
        "NaN",
        "NA",
        " ",
        "\t",
        "\0",
        "1\0",
        "ä",
        "?",
        "\"3\"",
        " \"4\" ",
        "1,2,x\n",
        "5,6,y\r\n",
        "-",
        "\\N",
        "1.",
        ".5",
        "+2",
        "1e-400",
        "0x1F",
        "\f",
        "\v",
        "\u00a0",
        "\u2028",
        "\ufeff",
    ];

    [Fact]
    public void Any_text_reads_as_its_twin_reads_it() =>
        Prop.ForAll(Texts, text => AssertAlike(text, ',', 1 << 16, 1)).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Any_size_of_block_and_any_threads_read_alike() =>
        Prop.ForAll(
                Texts,
                text =>
                {
                    foreach (var size in Enumerable.Range(1, 24))
                    {
                        AssertAlike(text, ',', size, 1);
                    }

                    AssertAlike(text, ',', 7, 3);
                    AssertAlike(text, ',', 16, 4);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Theory]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void Any_separator_reads_alike(char separator) =>
        Prop.ForAll(
                Texts,
                text =>
                {
                    foreach (var size in Enumerable.Range(1, 12))
                    {
                        AssertAlike([.. text.Select(c => c == ',' ? (byte)separator : c)], separator, size, 2);
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Decimal_commas_read_alike() =>
        Prop.ForAll(
                Texts,
                text =>
                {
                    // Every other comma separates, the others stand in cells.
                    var commas = 0;
                    byte[] mixed = [.. text.Select(c => c == ',' && commas++ % 2 == 0 ? (byte)';' : c)];
                    foreach (var size in Enumerable.Range(1, 12))
                    {
                        AssertAlike(mixed, ';', size, 2, [true, false, false]);
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static Arbitrary<byte[]> Texts =>
        (
            from length in Gen.Choose(0, 60)
            from tokens in Gen.Elements(Tokens).ArrayOf(length)
            from broken in Gen.Frequency((9, Gen.Constant(-1)), (1, Gen.Choose(0, 60)))
            let text = Encoding.UTF8.GetBytes("1,a,2\n" + string.Concat(tokens)) // Nothing at the beginning that tells of another encoding.
            select broken >= 0 && broken < text.Length ? [.. text[..broken], 0xC3, 0x28, .. text[broken..]] : text
        ).ToArbitrary();

    private static void AssertAlike(byte[] text, char separator, int blockBytes, int threads, bool[]? commas = null)
    {
        var layout = new ColumnLayout(["p", "q", "r"], [true, false, true], new HashSet<string>(), keepsBadCells: false, commas);
        var expected = new NaiveReader(layout, (byte)separator).Read(text);
        using var source = new SourceFile(new MemoryStream(text), "f", new IngestLimits { MaxRowBytes = 1 << 16 });
        var quarantine = new Quarantine(null, int.MaxValue);
        var head = new FileHeader(new((byte)separator), false, layout.Names, [], 0, 1);
        var table = TableReader.Read(source, head, layout, (_, _, _) => true, quarantine, threads, default, blockBytes);

        var unparsed = table
            .Unparsed.SelectMany(column => column)
            .GroupBy(cell => cell.Row)
            .ToDictionary(row => row.Key, row => row.Min(cell => cell.Column));
        var rows = Enumerable
            .Range(0, table.Lines.Length)
            .Where(row => !unparsed.ContainsKey(row))
            .Select(row =>
                $"{table.Lines[row]}: {string.Join(" | ", table.Columns.Select(column => CellWriter.Write(column, row) ?? "(missing)"))}"
            );
        var bad = quarantine
            .Examples.Select(row => (row.Line, row.Column, row.Reason))
            .Concat(unparsed.Select(cell => (table.Lines[cell.Key], (string?)layout.Names[cell.Value], NaiveReader.Unparsed)))
            .OrderBy(row => row.Item1)
            .Select(row => $"{row.Item1}, {row.Item2}: {row.Item3}");
        Assert.Equal(expected.Rows.Select(row => $"{row.Line}: {string.Join(" | ", row.Cells.Select(cell => cell ?? "(missing)"))}"), rows);
        Assert.Equal(expected.Bad.Select(row => $"{row.Line}, {row.Column}: {row.Reason}"), bad);
        Assert.Equal(expected.Rows.Count + expected.Bad.Count, table.RowsRead);
    }
}
