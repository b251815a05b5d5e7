using System.Globalization;
using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;
using static MLOpsFunctions.Shared.Tests.Data.SampleFiles;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>What becomes of files that can be used, and of rows in them that cannot.</summary>
public sealed class IngestionTests
{
    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void Delimiter_header_and_types_are_found(char delimiter)
    {
        var result = Read(Rows(40).Replace(',', delimiter));

        Assert.Equal(["id", "when", "colour", "size", "price"], result.Schema.Select(column => column.Name));
        Assert.Equal(
            [ColumnType.Text, ColumnType.Time, ColumnType.Text, ColumnType.Number, ColumnType.Number],
            result.Schema.Select(column => column.Type)
        );
        Assert.Equal(
            [ColumnRole.Id, ColumnRole.Time, ColumnRole.Feature, ColumnRole.Feature, ColumnRole.Label],
            result.Schema.Select(column => column.Role)
        );
        Assert.Equal(ModelTask.Regression, result.Definition.Task);
        Assert.True(result.Definition.Inferred);
        Assert.Equal(new RowCounts(40, 40, 0, 0), result.Rows);
    }

    [Theory]
    [InlineData(ModelTask.Anomaly, "Class", "--label Class")]
    [InlineData(ModelTask.Anomaly, "is_fraud", "--label is_fraud")]
    [InlineData(ModelTask.Clustering, "target", "role ignore")]
    public void What_is_called_like_a_label_and_becomes_a_feature_is_told_of(ModelTask task, string name, string advice)
    {
        var csv = $"a,{name}\n" + string.Concat(Enumerable.Range(0, 60).Select(row => $"{row * 37 % 59},{row % 2}\n"));

        Assert.Contains(
            advice,
            Assert.Single(Read(csv, new() { Task = task }).Notes.Sentences(), note => note.Contains($"'{name}' is taken as a feature"))
        );
        Assert.DoesNotContain(
            Read(csv, new() { Task = ModelTask.Anomaly, Label = name }).Notes.Sentences(),
            note => note.Contains("taken as a feature")
        );
        Assert.DoesNotContain(
            Read(
                csv,
                new()
                {
                    Task = task,
                    Columns = new Dictionary<string, ColumnDefinition> { [name] = new(Role: ColumnRole.Feature) },
                }
            )
                .Notes.Sentences(),
            note => note.Contains("taken as a feature")
        );
    }

    [Fact]
    public void An_identifier_is_told_of_once()
    {
        var result = Read(Rows(40));

        Assert.Single(result.Notes.Sentences().Concat(result.Leaks.Select(leak => leak.Note.Sentence())), note => note.Contains("'id'"));
    }

    [Fact]
    public void A_column_that_is_declared_as_an_id_is_said_to_be_so()
    {
        var definition = new ModelDefinition { Columns = new Dictionary<string, ColumnDefinition> { ["b"] = new(Role: ColumnRole.Id) } };
        var result = Read("a,b,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i * 7 % 31},{i % 5},{i % 11}\n")), definition);

        Assert.Equal(
            "Column 'b' is declared as an id and is not used.",
            Assert.Single(result.Leaks, leak => leak.Column == "b").Note.Sentence()
        );
        Assert.Equal(ColumnRole.Id, result.Schema[1].Role);
    }

    [Fact]
    public void A_byte_order_mark_quotes_and_gzip_change_nothing()
    {
        var plain = Read(Rows(40));
        var quoted =
            string.Join(
                "\r\n",
                Rows(40).TrimEnd().Split('\n').Select(line => string.Join(',', line.Split(',').Select(cell => $"\"{cell}\"")))
            ) + "\r\n";

        Assert.Equal(Bytes(plain.Frame), Bytes(Read(quoted).Frame));
        Assert.Equal(Bytes(plain.Frame), Bytes(Read([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Rows(40))]).Frame));
        Assert.Equal(Bytes(plain.Frame), Bytes(Read(Gzip(Encoding.UTF8.GetBytes(Rows(40)))).Frame));
        Assert.Equal(Bytes(plain.Frame), Bytes(Read([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Rows(40))]).Frame));
    }

    [Fact]
    public void A_file_without_header_has_numbered_columns_and_the_last_is_the_label()
    {
        var result = Read(string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 7},{i * i % 11},{i % 3}\n")));

        Assert.Equal(["c1", "c2", "c3"], result.Schema.Select(column => column.Name));
        Assert.Equal("c3", result.Definition.Label);
        Assert.Equal(ModelTask.Multiclass, result.Definition.Task);
        Assert.Equal(60, result.Rows.Kept);
    }

    [Theory]
    [InlineData("x,y\na,1\n", 1, "x")]
    [InlineData("label,z\n1,2\n", 0, "label")]
    [InlineData("z,Target,w\n1,2,3\n", 1, "Target")]
    [InlineData("z,w\n1,2\n", 1, "w")]
    public void The_label_is_found_by_name_or_stands_last(string head, int column, string name)
    {
        var lines = head.Split('\n');
        var cells = lines[1].Split(',').Length;
        var text =
            lines[0]
            + "\n"
            + string.Concat(
                Enumerable.Range(0, 30).Select(i => string.Join(',', Enumerable.Range(0, cells).Select(c => (i * (c + 3)) % 5)) + "\n")
            );
        var label = Read(text).Definition.Label;

        Assert.Equal(lines[0].Split(',')[column], label);
        Assert.Contains(name, lines[0]);
    }

    [Fact]
    public void A_column_without_values_is_ignored_with_a_note()
    {
        var result = Read("a,empty,y\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{i % 4},,{i % 5}\n")));

        Assert.Equal(ColumnRole.Ignore, result.Schema[1].Role);
        Assert.Contains(result.Notes.Sentences(), note => note.Contains("'empty'"));
    }

    [Theory]
    [InlineData("B21,2026-01-01,red,many,3", "size", "not a number")]
    [InlineData("B21,2026-01-01,red,Infinity,3", "size", "not a finite number")]
    [InlineData("B21,2026-01-01,red,1e999,3", "size", "not a finite number")]
    [InlineData("B21,someday,red,1,3", "when", "not a date or time")]
    [InlineData("B21,2026-01-01,red,1,", "price", "the label is missing")]
    [InlineData("B21,2026-01-01,re\0d,1,3", "colour", "a NUL character")]
    [InlineData("B21,2026-01-01,red,1\0,3", "size", "a NUL character")]
    [InlineData("B21,2026-01-01,red,1", null, "too few cells")]
    [InlineData("B21,2026-01-01,red,1,3,4", null, "too many cells")]
    public void A_bad_row_is_set_aside_with_line_column_and_reason(string row, string? column, string reason)
    {
        var lines = Rows(40).TrimEnd().Split('\n').ToList();
        lines.Insert(21, row);
        var result = Read(string.Join('\n', lines) + "\n");

        var found = Assert.Single(result.Examples);
        Assert.Equal((22, column, reason), (found.Line, found.Column, found.Reason));
        Assert.Equal(new RowCounts(41, 40, 0, 1), result.Rows);
        Assert.Equal(Bytes(Read(Rows(40)).Frame), Bytes(result.Frame));
    }

    [Fact]
    public void Invalid_UTF8_is_set_aside()
    {
        var text = Encoding.UTF8.GetBytes(Rows(40));
        byte[] bad = [.. Encoding.UTF8.GetBytes("B99,2026-01-01,"), 0xC3, 0x28, .. Encoding.UTF8.GetBytes(",1,3\n")];
        var result = Read([.. text, .. bad]);

        Assert.Equal("not valid UTF-8", Assert.Single(result.Examples).Reason);
    }

    [Fact]
    public void An_unclosed_quote_is_told_with_its_line()
    {
        var result = Read(Rows(40) + "\"B99,2026-01-01,red,1,3\n");

        var found = Assert.Single(result.Examples);
        Assert.Equal((42, "an unclosed quote"), (found.Line, found.Reason));
    }

    [Fact]
    public void One_row_of_far_too_many_cells_costs_that_row()
    {
        var result = Read(Rows(40) + string.Join(',', Enumerable.Repeat(1, 100_000)) + "\n");

        Assert.Equal(new RowCounts(41, 40, 0, 1), result.Rows);
        Assert.Equal((42, "too many cells"), (result.Examples[0].Line, result.Examples[0].Reason));
    }

    [Fact]
    public void Numbers_that_turn_out_to_be_text_keep_what_their_cells_looked_like()
    {
        var text =
            "code,y\n"
            + string.Concat(Enumerable.Range(0, 2000).Select(i => $"00{i % 9},{i % 7}\n"))
            + string.Concat(Enumerable.Range(0, 2000).Select(i => $"A{i % 9},{i % 7}\n"));
        var code = (TextColumn)Read(text).Frame.Find("code")!;

        Assert.Equal("000", code[0]);
        Assert.Equal(18, code.Levels.Length);
    }

    [Fact]
    public void Text_that_turns_out_to_be_numbers_becomes_numbers()
    {
        var text =
            "a,y\n"
            + string.Concat(Enumerable.Range(0, 40).Select(i => $"word{i},{i % 7}\n"))
            + string.Concat(Enumerable.Range(0, 4000).Select(i => $"{i % 13},{i % 7}\n"));
        var result = Read(text);

        Assert.Equal(ColumnType.Number, result.Schema[0].Type);
        Assert.Equal(40, result.Rows.Quarantined);
    }

    [Fact]
    public void Expectations_set_rows_aside()
    {
        var definition = new ModelDefinition { Expectations = [new("size", Max: 15), new("colour", In: ["red", "blue"])] };
        var result = Read(Rows(40), definition);

        Assert.Equal(["more than 15", "not among the allowed values"], result.Quarantined.Keys);
        Assert.All(((NumberColumn)result.Frame.Find("size")!).Values, size => Assert.True(size <= 15));
    }

    /// <summary>A slip in the name would store the column as it is, whatever the column is for.</summary>
    [Theory]
    [InlineData(PiiHandling.Drop, null)]
    [InlineData(PiiHandling.Hash, null)]
    [InlineData(PiiHandling.Mask, ColumnRole.Ignore)]
    [InlineData(PiiHandling.Drop, ColumnRole.Ignore)]
    public void A_private_column_that_the_file_lacks_is_refused_with_the_name_that_was_meant(PiiHandling handling, ColumnRole? role)
    {
        var definition = new ModelDefinition
        {
            Columns = new Dictionary<string, ColumnDefinition>
            {
                ["color"] = new() { Pii = handling, Role = role },
            },
        };

        var problem = Assert
            .Throws<ProblemException>(() =>
                Ingestion.Read(new MemoryStream(Encoding.UTF8.GetBytes(Rows(40))), new("m", "f", definition, Key))
            )
            .Problem;

        Assert.Equal(("Column 'color' is declared and not in the file", "did you mean 'colour'?"), (problem.Title, problem.Try));
    }

    [Fact]
    public void Private_cells_appear_nowhere()
    {
        var definition = new ModelDefinition
        {
            Columns = new Dictionary<string, ColumnDefinition>
            {
                ["colour"] = new(Pii: PiiHandling.Hash),
                ["id"] = new(Pii: PiiHandling.Drop),
            },
        };
        var quarantine = new MemoryStream();
        var result = Ingestion.Read(
            new MemoryStream(Encoding.UTF8.GetBytes(Rows(40) + "B99,2026-01-01,red,1\nB98,2026-01-01,red,many,3\n")),
            new("m", "f", definition, Key) { Quarantine = quarantine }
        );
        var all =
            Encoding.UTF8.GetString(Bytes(result.Frame))
            + Json.Write(result.Profile)
            + Json.Write(result.Examples)
            + Encoding.UTF8.GetString(quarantine.ToArray());

        Assert.DoesNotContain("red", all);
        Assert.DoesNotContain("B99", all);
        Assert.Null(result.Frame.Find("id"));
        Assert.Equal(3, ((TextColumn)result.Frame.Find("colour")!).Levels.Length);
        Assert.Equal(2, result.Rows.Quarantined);
    }

    [Theory]
    [InlineData("copy", LeakKind.Copy)]
    [InlineData("scaled", LeakKind.Predictor)]
    [InlineData("part", LeakKind.Predictor)]
    public void Columns_that_give_the_label_away_are_found(string column, LeakKind kind)
    {
        var random = new Random(1);
        var text = new StringBuilder("honest,copy,scaled,part,rest,y\n");
        for (var i = 0; i < 2000; i++)
        {
            var (part, rest) = (random.Next(100), random.Next(100));
            text.Append(
                $"{part + random.Next(60)},{part + rest},{(2.0 * (part + rest)) + (random.NextDouble() * 0.5)},"
                    + $"{part},{rest},{part + rest}\n"
            );
        }

        var leaks = Read(text.ToString()).Leaks;

        Assert.Equal(kind, Assert.Single(leaks, leak => leak.Column == column).Kind);
        Assert.DoesNotContain(leaks, leak => leak.Column == "honest");
    }

    [Fact]
    public void No_column_is_blamed_for_labels_too_large_to_square()
    {
        var random = new Random(1);
        var text = new StringBuilder("honest,y\n");
        for (var i = 0; i < 200; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{random.NextDouble()},{random.NextDouble() * 1e300:R}\n");
        }

        Assert.Empty(Read(text.ToString()).Leaks);
    }

    [Fact]
    public void The_same_bytes_give_the_same_bytes() => Assert.Equal(Bytes(Read(Rows(500)).Frame), Bytes(Read(Rows(500)).Frame));
}
