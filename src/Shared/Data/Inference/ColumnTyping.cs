using System.Globalization;
using System.Text;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Inference;

/// <summary>Settles what each column holds, by what was declared or by its distinct texts.</summary>
internal static class ColumnTyping
{
    public static TypedTable Resolve(RawTable table, ModelDefinition? definition)
    {
        var columns = new List<DataColumn>();
        foreach (var column in table.Columns)
        {
            var declared = definition?.Columns.GetValueOrDefault(column.Name)?.Type;
            columns.Add((column, declared) switch
            {
                (TextColumn text, ColumnType.Time) => ToTime(text),
                (TextColumn text, ColumnType.Number) => ToNumber(text),
                (TextColumn text, null) when Mostly(text, level => Times.TryParse(level, out _)) => ToTime(text),
                (TextColumn text, null) when Mostly(text, level => Numeric.TryParse(Encoding.UTF8.GetBytes(level), out _)) => ToNumber(text),
                (NumberColumn number, ColumnType.Text) => throw new InvalidOperationException($"Column '{number.Name}' was declared text and read as numbers."),
                _ => column,
            });
        }

        return new(columns, table.Lines);
    }

    private static bool Mostly(TextColumn text, Func<string, bool> fits)
    {
        var good = Array.ConvertAll(text.Levels, level => fits(level));
        var (yes, no) = (0L, 0L);
        foreach (var code in text.Codes)
        {
            if (code >= 0)
            {
                _ = good[code] ? yes++ : no++;
            }
        }

        return yes > 0 && no <= TableReader.MaxStrayShare * (yes + no);
    }

    private static NumberColumn ToNumber(TextColumn text)
    {
        var values = Array.ConvertAll(text.Levels, level => Numeric.TryParse(Encoding.UTF8.GetBytes(level), out var value) ? value : double.PositiveInfinity);
        return new(text.Name, Array.ConvertAll(text.Codes, code => code < 0 ? double.NaN : values[code]));
    }

    private static TimeColumn ToTime(TextColumn text)
    {
        var ticks = Array.ConvertAll(text.Levels, level => Times.TryParse(level, out var time) ? time : RowChecks.NotATime);
        return new(text.Name, Array.ConvertAll(text.Codes, code => code < 0 ? TimeColumn.Missing : ticks[code]));
    }
}

/// <summary>Reads dates and instants that can be read one way only: ISO 8601 and its common relatives with the year first. Without an offset they are UTC.</summary>
internal static class Times
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy/MM/dd", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss", "yyyy/MM/dd HH:mm", "yyyy/MM/dd HH:mm:ss",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    public static bool TryParse(string text, out long ticks)
    {
        var time = default(DateTimeOffset);
        var read = text.Length >= 8 && DateTimeOffset.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
        ticks = time.UtcTicks;
        return read;
    }
}
