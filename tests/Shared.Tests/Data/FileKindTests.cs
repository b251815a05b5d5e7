using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Definitions;
using static MLOpsFunctions.Shared.Tests.Data.SampleFiles;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>What is no table is refused by its bytes and by name, however the file is called.</summary>
public sealed class FileKindTests
{
    private static readonly ColumnSchema[] Schema = [new("a", ColumnType.Number, ColumnRole.Feature)];

    public static TheoryData<string, byte[], string> Kinds =>
        new()
        {
            { "ORC\n\u0003", [], "an ORC file" },
            { "\u0004\u0095", [0x80], "a pickle" },
            { "Obj\u0001....", [], "an Avro file" },
            { "ARROW1\0\0", [], "an Arrow file" },
            { "FEA1", [], "an old Feather file" },
            { "RDX3\nX\n", [], "an R workspace" },
            { "$FL2@(#) SPSS", [], "an SPSS file" },
            { "<stata_dta><header>", [], "a Stata file" },
            { "........DUCK....", [], "a DuckDB database" },
            { "MZ\u0090\0", [], "a program" },
            { "7z\u00bc\u00af\u0027\u001c", [], "a 7-Zip archive" },
            { "\u0001\u0002\u0003\u0004", [], "of no kind that is known here" },
            { "@RELATION iris\n@ATTRIBUTE a NUMERIC\n@DATA\n1\n", [], "an ARFF file" },
            { "1 1:0.5 3:2\n0 2:1 3:4\n", [], "a file of libsvm" },
            { "%PDF-1.7", [], "a PDF document" },
            { "GIF89a....", [], "a GIF image" },
            { "PNG\r\n\u001a\n", [0x89], "a PNG image" },
            { "..JFIF", [0xFF, 0xD8, 0xFF, 0xE0], "a JPEG image" },
            { "SQLite format 3\0", [], "a SQLite database" },
            { "HDF\r\n\u001a\n", [0x89], "an HDF5 file" },
            { "<!DOCTYPE html><html><body>Sign in</body></html>", [], "a web page" },
            { "\r\n<HTML><table><tr><td>1</td></tr></table>", [], "a web page" },
            { "| a | b |\n|---|:--:|\n| 1 | 2 |\n", [], "a table of Markdown" },
            { "a | b\n--- | ---\n1 | 2\n", [], "a table of Markdown" },
            { "-- MySQL dump 10.13\n--\nCREATE TABLE t (a int);\n", [], "a script of SQL" },
            { "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE t(a);\n", [], "a script of SQL" },
            { "insert into t values (1, 2);\ninsert into t values (3, 4);\n", [], "a script of SQL" },
            { "<table>\n <tr><td>1</td></tr>\n</table>", [], "a document with markup" },
            { "\\begin{tabular}{ll}\na & b \\\\\n", [], "a document of LaTeX" },
            { "; settings\n[part]\nx = 1\n", [], "a file of settings" },
            { "---\n- a: 1\n  b: 2\n", [], "a YAML document" },
            { "rows:\n  - a: 1\n    b: 2\n", [], "a YAML document" },
            { "version: 2\nname: x, y\nrows:\n  - a: 1\n    b: 2\n", [], "a YAML document" },
            { Licence("# ") + "---\n# rows\n- a: 1\n  b: 2\n", [], "a YAML document" },
            { Licence("; ") + "[part]\nx = 1\n", [], "a file of settings" },
            { Licence("# ") + "\n| a | b |\n|---|---|\n| 1 | 2 |\n", [], "a table of Markdown" },
            { Licence("-- ") + "CREATE TEMP TABLE t (a int);\n", [], "a script of SQL" },
            { "/*\n" + Licence(" * ") + " */\nINSERT INTO t VALUES (1);\n", [], "a script of SQL" },
            { "--\n-- PostgreSQL database dump\n--\n", [], "a script of SQL" },
            { "SET a = 0;\nSELECT pg_catalog.set_config('search_path', '', false);\n\nCREATE TABLE t (\n", [], "a script of SQL" },
            { "<!-- saved -->\n<body>\n", [], "a document with markup" },
            { "127.0.0.1 - - [10/Oct/2026:13:55:36 +0000] \"GET / HTTP/1.1\" 200 1\n", [], "a log of a web server" },
            { "2026-01-01 12:00:00,123 INFO main: up, ready\n", [], "a log of a program" },
            { "Jan  1 12:00:00 host cron[1]: up\n", [], "a log of a program" },
            { "<?xml version=\"1.0\"?><Workbook/>", [0xEF, 0xBB, 0xBF], "an XML document" },
        };

    [Theory]
    [InlineData("<TICKER>,<PER>,<CLOSE>\nA,1,2.5\nB,2,3.5\n")]
    [InlineData("when,level,text\n2026-01-01 12:00:00,INFO,up\n2026-01-01 12:00:01,WARN,down\n")]
    [InlineData("2026-01-01 12:00:00,INFO,3\n2026-01-01 12:00:01,WARN,4\n")]
    [InlineData("a|b\n-1|2\n-3|4\n")]
    [InlineData("-- a comment\na,b\n1,2\n3,4\n")]
    [InlineData("note,y\n- milk: 1,2\n- eggs: 2,3\n")]
    [InlineData("Report: sales\nDate: 2026-01-01\nBy: me\na,b\n1,2\n3,4\n")]
    [InlineData(";a;b\n0;1;2\n1;3;4\n")]
    [InlineData("# select\na|b\n--|1\n2|3\n")]
    public void A_table_that_begins_a_little_like_a_document_is_read(string text) =>
        DocumentDetector.Refuse(Encoding.UTF8.GetBytes(text), "t");

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_file_of_another_kind_is_refused_by_name(string text, byte[] before, string kind)
    {
        byte[] bytes = [.. before, .. Encoding.Latin1.GetBytes(text), .. new byte[600]];

        var refusal = Refusal(() => Read(bytes));
        Assert.Contains(kind, refusal.Found);
        Assert.NotEmpty(refusal.Try!);
        Assert.Equal(415, refusal.Status);
        Assert.Contains(kind, Refusal(() => Read(Gzip(bytes))).Found);
        Assert.Contains(kind, Assert.Throws<ProblemException>(() => FrameReader.ReadCsv(new MemoryStream(bytes), Schema)).Problem.Found);
    }

    [Theory]
    [InlineData("[a],[y]\n")]
    [InlineData("{a},{y}\n")]
    [InlineData("\"{\"\"a\"\": 1}\",y\n")]
    [InlineData("\"[1, 2]\",y\n")]
    [InlineData("[1, 2],y\n")]
    [InlineData("<a>,y\n")]
    [InlineData("BMI,y\n")]
    [InlineData("ORC,y\n")]
    [InlineData("PK,y\n")]
    public void A_table_that_begins_like_another_kind_is_read(string header)
    {
        var rows = string.Concat(Enumerable.Range(0, 40).Select(i => $"{i * 7 % 31}.5,{i % 11}\n"));
        var result =
            header.StartsWith("\"[", StringComparison.Ordinal) || header.Split(',').Length == 2
                ? Read(header + rows)
                : Read(header + rows.Replace(",", ",3,"));

        Assert.Equal(40, result.Rows.Kept);
    }

    /// <summary>Text that keeps a pattern trying takes no more steps than its square: each of these ends at once.</summary>
    [Theory]
    [InlineData("# \n")]
    [InlineData("--\n")]
    [InlineData("|")]
    [InlineData("a: \n ")]
    [InlineData("/**\n")]
    [InlineData("; \n[a")]
    [InlineData("COPY      ")]
    [InlineData("<a ")]
    public void Text_that_is_nearly_a_document_is_looked_at_within_bounds(string part) =>
        DocumentDetector.Refuse(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(part, DocumentDetector.Bytes / part.Length))), "t");

    /// <summary>Comments longer than what a first look used to see.</summary>
    private static string Licence(string mark) => string.Concat(Enumerable.Repeat($"{mark}Permission is granted to anyone.\n", 40));

    [Fact]
    public void The_shape_of_json_does_not_depend_on_where_the_bytes_seen_end()
    {
        var text = Encoding.UTF8.GetBytes("{\"name\": \"ä\", \"list\": [1, 2.5, {\"x\": null}]}\n{\"name\": \"b\"}\n");
        Assert.All(Enumerable.Range(9, text.Length - 9), length => Assert.NotNull(JsonShape.Of(text.AsSpan(0, length))));
    }
}
