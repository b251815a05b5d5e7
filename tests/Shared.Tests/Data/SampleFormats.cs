using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;
using Parquet;
using Parquet.Schema;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>Small files of the formats that are read beside CSV.</summary>
internal static class SampleFormats
{
    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A zip archive.</summary>
    public static byte[] Zip(params (string Name, byte[] Bytes)[] files)
    {
        var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in files)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.SmallestSize).Open();
                entry.Write(bytes);
            }
        }

        return packed.ToArray();
    }

    /// <summary>A workbook with one sheet, <c>Data</c>.</summary>
    public static byte[] Workbook(IEnumerable<object?[]> rows, string merges = "") => Workbook(merges, ("Data", "visible", [.. rows]));

    /// <summary>
    /// A workbook as Excel writes it. Cells are texts, numbers, truth values, dates and, written as <c>(0.05, "%")</c>, percentages; a
    /// cell of <c>("formula", value)</c> is a formula with its stored value.
    /// </summary>
    /// <param name="merges">Merged ranges, e.g. <c>A1:B1</c>, with blanks between them.</param>
    /// <param name="sheets">Name, state and rows.</param>
    public static byte[] Workbook(string merges, params (string Name, string State, object?[][] Rows)[] sheets)
    {
        const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const string Links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const string Packages = "http://schemas.openxmlformats.org/package/2006";
        var list = sheets.Select(
            (sheet, i) => $"<sheet name=\"{sheet.Name}\" sheetId=\"{i + 1}\" state=\"{sheet.State}\" r:id=\"r{i + 1}\"/>"
        );
        var links = sheets.Select(
            (_, i) => $"<Relationship Id=\"r{i + 1}\" Type=\"{Links}/worksheet\" Target=\"worksheets/sheet{i + 1}.xml\"/>"
        );
        const string Styles =
            "<numFmts/><fonts><font/></fonts><fills><fill/></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>"
            + "<cellXfs><xf/><xf numFmtId=\"14\"/><xf numFmtId=\"9\"/><xf numFmtId=\"22\"/></cellXfs>";
        return Zip([
            ("[Content_Types].xml", Utf8($"<Types xmlns=\"{Packages}/content-types\"/>")),
            (
                "_rels/.rels",
                Utf8(
                    $"<Relationships xmlns=\"{Packages}/relationships\"><Relationship Id=\"w\" Type=\"{Links}/officeDocument\" "
                        + "Target=\"xl/workbook.xml\"/></Relationships>"
                )
            ),
            ("xl/workbook.xml", Utf8($"<workbook xmlns=\"{Main}\" xmlns:r=\"{Links}\"><sheets>{string.Concat(list)}</sheets></workbook>")),
            (
                "xl/_rels/workbook.xml.rels",
                Utf8(
                    $"<Relationships xmlns=\"{Packages}/relationships\">{string.Concat(links)}"
                        + $"<Relationship Id=\"s\" Type=\"{Links}/styles\" Target=\"styles.xml\"/></Relationships>"
                )
            ),
            ("xl/styles.xml", Utf8($"<styleSheet xmlns=\"{Main}\">{Styles}</styleSheet>")),
            .. sheets.Select((sheet, i) => ($"xl/worksheets/sheet{i + 1}.xml", Utf8(SheetXml(Main, sheet.Rows, merges)))),
        ]);
    }

    /// <summary>A Parquet file of columns of equal length, in groups of so many rows.</summary>
    public static byte[] ParquetFile(int groupRows, params (DataField Field, Array Cells)[] columns)
    {
        var file = new MemoryStream();
        WriteAsync().GetAwaiter().GetResult();
        return file.ToArray();

        async Task WriteAsync()
        {
            var schema = new ParquetSchema([.. columns.Select(column => (Field)column.Field)]);
            await using var writer = await ParquetWriter.CreateAsync(schema, file);
            for (var at = 0; at < columns[0].Cells.Length; at += groupRows)
            {
                using var group = writer.CreateRowGroup();
                foreach (var (field, cells) in columns)
                {
                    await WriteColumnAsync(group, field, cells, at, Math.Min(groupRows, cells.Length - at));
                }

                group.CompleteValidate();
            }
        }
    }

    private static async Task WriteColumnAsync(ParquetRowGroupWriter group, DataField field, Array cells, int at, int count)
    {
        switch (cells)
        {
            case string[] texts:
                await group.WriteAsync(field, texts[at..(at + count)]);
                break;
            case double[] numbers:
                await group.WriteAsync<double>(field, numbers.AsMemory(at, count));
                break;
            case double?[] numbers:
                await group.WriteAsync<double>(field, numbers.AsMemory(at, count));
                break;
            case long[] numbers:
                await group.WriteAsync<long>(field, numbers.AsMemory(at, count));
                break;
            case int[] numbers:
                await group.WriteAsync<int>(field, numbers.AsMemory(at, count));
                break;
            case bool?[] answers:
                await group.WriteAsync<bool>(field, answers.AsMemory(at, count));
                break;
            case decimal[] amounts:
                await group.WriteAsync<decimal>(field, amounts.AsMemory(at, count));
                break;
            case DateTime[] times:
                await group.WriteAsync<DateTime>(field, times.AsMemory(at, count));
                break;
            default:
                throw new NotSupportedException(cells.GetType().Name);
        }
    }

    private static string SheetXml(string main, object?[][] rows, string merges)
    {
        var text = new StringBuilder($"<worksheet xmlns=\"{main}\"><sheetData>");
        for (var i = 0; i < rows.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<row r=\"{i + 1}\">");
            for (var j = 0; j < rows[i].Length; j++)
            {
                var place = string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + j)}{i + 1}");
                FormattableString cell = rows[i][j] switch
                {
                    null => $"",
                    string word => $"<c r=\"{place}\" t=\"inlineStr\"><is><t>{SecurityElement.Escape(word)}</t></is></c>",
                    bool answer => $"<c r=\"{place}\" t=\"b\"><v>{(answer ? 1 : 0)}</v></c>",
                    DateTime time => $"<c r=\"{place}\" s=\"{(time.TimeOfDay == default ? 1 : 3)}\"><v>{time.ToOADate():R}</v></c>",
                    (double share, "%") => $"<c r=\"{place}\" s=\"2\"><v>{share:R}</v></c>",
                    ("formula", double value) => $"<c r=\"{place}\"><f>1+1</f><v>{value:R}</v></c>",
                    var number => $"<c r=\"{place}\"><v>{Convert.ToDouble(number, CultureInfo.InvariantCulture):R}</v></c>",
                };
                text.Append(cell.ToString(CultureInfo.InvariantCulture));
            }

            text.Append("</row>");
        }

        var ranges = merges.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(range => $"<mergeCell ref=\"{range}\"/>");
        return text.Append(CultureInfo.InvariantCulture, $"</sheetData><mergeCells>{string.Concat(ranges)}</mergeCells></worksheet>")
            .ToString();
    }
}
