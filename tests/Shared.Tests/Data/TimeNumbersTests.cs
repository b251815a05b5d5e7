using System.Globalization;
using System.Text;
using System.Text.Json;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>Weeks, quarters, months by foreign names, and numbers that count time are read where the whole column supports it.</summary>
public sealed class TimeNumbersTests
{
    private static readonly DateTime Start = new(2023, 1, 2, 0, 0, 0, DateTimeKind.Utc);
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;
    private static readonly string[] German =
    [
        "Januar",
        "Februar",
        "M\u00e4rz",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ];

    public static TheoryData<string, int, string> Periods =>
        new()
        {
            { "week", 7, "-W" },
            { "week", 7, "W" },
            { "quarter", 0, "Q{0} {1}" },
            { "quarter", 0, "Q{0}/{1}" },
            { "quarter", 0, "{0}Q{1}" },
            { "quarter", 0, "{0}Q{2:00}" },
            { "month", 0, "M" },
        };

    [Theory]
    [MemberData(nameof(Periods))]
    public void Periods_are_read_as_their_first_day(string kind, int days, string form)
    {
        DateTime Day(int i) =>
            kind switch
            {
                "week" => Start.AddDays(days * i),
                "quarter" => new DateTime(1990 + (i / 4), 1 + (3 * (i % 4)), 1, 0, 0, 0, DateTimeKind.Utc),
                _ => new DateTime(2012 + (i / 12), 1 + (i % 12), 1, 0, 0, 0, DateTimeKind.Utc),
            };
        string Text(DateTime day) =>
            kind switch
            {
                "week" => $"{ISOWeek.GetYear(day)}{form}{ISOWeek.GetWeekOfYear(day):00}",
                "quarter" => string.Format(Plain, form, 1 + (day.Month / 3), day.Year, day.Year % 100),
                _ => $"{day.Year}M{day.Month:00}",
            };
        var result = Read("when", i => Text(Day(i)), 120);

        Assert.Equal([.. Enumerable.Range(0, 120).Select(i => Day(i).Ticks)], Assert.IsType<TimeColumn>(result.Frame.Columns[0]).Ticks);
    }

    [Theory]
    [InlineData("2023-01-02", "2022-W52-7", "2023-W01-1")]
    [InlineData("2021-01-04", "2020-W53-7", "2021-W01-1")]
    public void The_days_of_weeks_follow_ISO_8601(string monday, string before, string text)
    {
        var day = DateTime.Parse(monday, Plain, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        string[] cells = [before, text, text[..^1] + "2", text[..^1] + "5"];
        var column = Assert.IsType<TimeColumn>(Read("when", i => cells[i % 4], 60).Frame.Columns[0]);

        Assert.Equal([day.AddDays(-1).Ticks, day.Ticks, day.AddDays(1).Ticks, day.AddDays(4).Ticks], column.Ticks[..4]);
    }

    [Fact]
    public void Months_have_names_in_other_languages()
    {
        var result = Read("when", i => $"{Start.AddDays(i).Day}. {German[Start.AddDays(i).Month - 1]} {Start.AddDays(i).Year}", 120);

        Assert.Equal(
            [.. Enumerable.Range(0, 120).Select(i => Start.AddDays(i).Ticks)],
            Assert.IsType<TimeColumn>(result.Frame.Columns[0]).Ticks
        );
    }

    public static TheoryData<string, string, string> Counts =>
        new()
        {
            { "created_at", "unix seconds", "1672617600" },
            { "timestamp", "unix milliseconds", "1672617600000" },
            { "when", "excel days", "44928" },
            { "when", "ddMMyyyy", "02012023" },
            { "day", "MMddyyyy", "01022023" },
        };

    [Theory]
    [MemberData(nameof(Counts))]
    public void Numbers_that_count_time_are_read_and_every_later_row_by_the_same_count(string name, string pattern, string first)
    {
        string Text(int i) =>
            pattern switch
            {
                "unix seconds" => $"{1_672_617_600 + (86_400L * i)}",
                "unix milliseconds" => $"{1_672_617_600_000 + (86_400_000L * i)}",
                "excel days" => $"{44_928 + i}",
                _ => Start.AddDays(i).ToString(pattern, Plain),
            };
        var result = Read(name, Text, 120);

        Assert.Equal(first, Text(0));
        Assert.Equal(pattern, result.Schema[0].Format!.Pattern);
        Assert.Equal(
            [.. Enumerable.Range(0, 120).Select(i => Start.AddDays(i).Ticks)],
            Assert.IsType<TimeColumn>(result.Frame.Columns[0]).Ticks
        );
        Assert.DoesNotContain(result.Notes.Sentences(), note => note.Contains("name things") || note.Contains("names its rows"));

        ColumnSchema[] schema = [result.Schema[0]];
        var rows = FrameReader.ReadCsv(new MemoryStream(Encoding.UTF8.GetBytes($"{name}\n{Text(5)}\n{Text(9)}\n")), schema);
        Assert.Equal([Start.AddDays(5).Ticks, Start.AddDays(9).Ticks], ((TimeColumn)rows.Frame.Columns[0]).Ticks);
        var json = JsonDocument.Parse($$"""[{"{{name}}":"{{Text(5)}}"},{"{{name}}":{{Text(9).TrimStart('0')}}}]""").RootElement;
        Assert.Equal(
            [Start.AddDays(5).Ticks, Start.AddDays(9).Ticks],
            ((TimeColumn)FrameBuilder.ReadJsonRows(json, schema).Frame.Columns[0]).Ticks
        );
        Assert.Equal(
            Start.AddDays(1).Ticks,
            (
                (TimeColumn)
                    Read(
                        "x",
                        Text,
                        60,
                        new() { Columns = new Dictionary<string, ColumnDefinition> { ["x"] = new(ColumnType.Time, Format: pattern) } }
                    ).Frame.Columns[0]
            ).Ticks[1]
        );
    }

    [Theory]
    [InlineData("counter", 1_000_000_000)]
    [InlineData("amount", 44_000)]
    [InlineData("time", 44_000)] // Seconds of a measurement.
    [InlineData("account", 1_672_617_600)]
    public void Numbers_that_are_not_called_a_time_stay_numbers(string name, long first) =>
        Assert.Equal(ColumnType.Number, Read(name, i => $"{first + (i * 17 % 120)}", 120).Schema[0].Type);

    [Fact]
    public void Eight_digits_that_do_not_show_which_number_is_the_day_are_noted()
    {
        var result = Read("code", i => $"{1 + (i % 12):00}{1 + (i / 12):00}2023", 120);

        Assert.Equal(ColumnType.Text, result.Schema[0].Type);
        Assert.Contains(
            result.Notes.Sentences(),
            note => note.Contains("'code' looks like dates, such as '01012023'") && note.Contains("ddMMyyyy")
        );
        Assert.DoesNotContain(result.Notes.Sentences(), note => note.Contains("name things"));
    }

    [Theory]
    [InlineData("1 tammikuu {0}")]
    [InlineData("{0} H1")]
    public void A_year_with_a_part_of_it_that_is_not_known_is_noted(string form) =>
        Assert.Contains(
            Read("when", i => string.Format(Plain, form, 1990 + (i % 30)), 120).Notes.Sentences(),
            note => note.Contains("'when' looks like dates") && note.Contains("declare its type time")
        );

    private static IngestResult Read(string name, Func<int, string> cell, int rows, ModelDefinition? definition = null) =>
        Ingestion.Read(
            new MemoryStream(
                Encoding.UTF8.GetBytes(
                    $"{name};y\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{cell(i)};{i * 7919 % 1000}.5\n"))
                )
            ),
            new("m", "f.csv", definition, [])
        );
}
