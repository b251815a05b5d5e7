using System.Text;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Inference;

/// <summary>A column as its type, with what is wrong and what was put right by row.</summary>
internal sealed record FittedColumn(DataColumn Column, List<(int Row, string Reason, string Found)> Faults, Repairs[]? Repairs);

/// <summary>Settles what columns hold, by what was declared or by their distinct texts.</summary>
internal static class ColumnTyping
{
    /// <summary>The columns with their types. Rows with a cell that does not fit are set aside.</summary>
    public static TypedTable Resolve(RawTable table, ColumnPlan plan, Quarantine quarantine)
    {
        var typed = new TypedTable(table, quarantine, plan);
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var column = table.Columns[i];
            var type = column is not TextColumn text ? ColumnType.Number : plan.IsPrivate(text.Name) ? ColumnType.Text : plan.DeclaredType(text.Name) ?? Infer(text, plan, table.Commas);
            var fitted = Fit(table, i, type);
            typed.Add(type == ColumnType.Text && !plan.IsPrivate(column.Name) ? Booleans.Merge(fitted) : fitted);
        }

        return typed;
    }

    /// <summary>A column as this type. Cells that do not fit are missing.</summary>
    public static FittedColumn Fit(RawTable table, int column, ColumnType type) => table.Columns[column] switch
    {
        TextColumn text => FromTexts(text, type, table.Commas),
        NumberColumn number when table.Strays.Contains(column) || table.CommaCells.ContainsKey(column) =>
            WithStrays(number, [.. table.Strays[column]], table.CommaCells.GetValueOrDefault(column)),
        var other => new(other, [], null),
    };

    private static FittedColumn FromTexts(TextColumn text, ColumnType type, bool commas)
    {
        var (cells, faults) = (Read(text, type, commas), new List<(int, string, string)>());
        for (var row = 0; row < text.Length; row++)
        {
            if (text.Codes[row] is >= 0 and var code && cells[code].Fault is { } fault)
            {
                faults.Add((row, fault, Quarantine.Show(text.Levels[code])));
            }
        }

        var repairs = Array.Exists(cells, cell => cell.Repairs != 0) ? Array.ConvertAll(text.Codes, code => code < 0 ? Repairs.None : cells[code].Repairs) : null;
        return new(Build(text, cells, type), faults, repairs);
    }

    /// <summary>Fills the odd cells of a column of numbers in, as far as they themselves show how they are meant. Its decimal mark is known, or it would have been read as text.</summary>
    private static FittedColumn WithStrays(NumberColumn number, StrayCell[] strays, bool[]? commas)
    {
        var writing = NumberWriting.Of(strays.Select(stray => (stray.Text, 1L)), number.Values.Count(value => !double.IsNaN(value)), commas is not null, commas is null ? '.' : ',');
        var (values, faults) = (strays.Length > 0 ? (double[])number.Values.Clone() : number.Values, new List<(int, string, string)>());
        var repairs = commas is null ? new Repairs[number.Length] : Array.ConvertAll(commas, comma => comma ? Repairs.DecimalComma : Repairs.None);
        foreach (var stray in strays)
        {
            if (writing.TryRead(stray.Text, out var value, out var repair))
            {
                (values[stray.Row], repairs[stray.Row]) = (value, repair);
            }
            else
            {
                faults.Add((stray.Row, Faults.NotANumber, Quarantine.Show(stray.Text)));
            }
        }

        return new(new NumberColumn(number.Name, values), faults, repairs);
    }

    private static ColumnType Infer(TextColumn text, ColumnPlan plan, bool commas) =>
        Fits(text, plan, ColumnType.Time, commas) ? ColumnType.Time
        : Fits(text, plan, ColumnType.Number, commas) && !Codes.Are(text.Levels.Select(Encoding.UTF8.GetBytes)) ? ColumnType.Number
        : ColumnType.Text;

    private static bool Fits(TextColumn text, ColumnPlan plan, ColumnType type, bool commas)
    {
        var cells = Read(text, type, commas);
        var (fits, strays) = (0L, 0L);
        foreach (var code in text.Codes)
        {
            if (code >= 0 && !cells[code].IsMissing)
            {
                _ = cells[code].Fault is null or Faults.NotFinite ? fits++ : strays++;
            }
        }

        return strays == 0 ? fits > 0 : plan.Tolerates(text.Name, fits, strays);
    }

    /// <summary>Every distinct text, read as a type.</summary>
    private static Cell[] Read(TextColumn text, ColumnType type, bool commas) => type switch
    {
        ColumnType.Text => Array.ConvertAll(text.Levels, level => new Cell(MissingMarkers.IsMissingText(Encoding.UTF8.GetBytes(level)), null)),
        ColumnType.Time => ReadTimes(Array.ConvertAll(text.Levels, Encoding.UTF8.GetBytes)),
        _ => ReadNumbers(text, commas),
    };

    private static Cell[] ReadTimes(byte[][] levels)
    {
        var order = DayOrders.Of(levels);
        return Array.ConvertAll(levels, level => MissingMarkers.IsMissingQuantity(level) ? new Cell(true, null)
            : Times.TryParse(level, out var ticks, order) ? new(false, null) { Ticks = ticks } : new(false, Faults.NotATime));
    }

    private static Cell[] ReadNumbers(TextColumn text, bool commas)
    {
        var counts = new long[text.Levels.Length];
        foreach (var code in text.Codes)
        {
            _ = code < 0 ? 0 : ++counts[code];
        }

        var isMissing = Array.ConvertAll(text.Levels, level => MissingMarkers.IsMissingQuantity(Encoding.UTF8.GetBytes(level)));
        var writing = NumberWriting.Of(text.Levels.Select((level, code) => (level, counts[code])), 0, commas);
        return [.. text.Levels.Select((level, code) => isMissing[code] ? new Cell(true, null)
            : !writing.TryRead(level, out var number, out var repairs) ? new(false, Faults.NotANumber)
            : double.IsFinite(number) ? new(false, null) { Number = number, Repairs = repairs } : new(false, Faults.NotFinite))];
    }

    private static DataColumn Build(TextColumn text, Cell[] cells, ColumnType type) => type switch
    {
        ColumnType.Number => new NumberColumn(text.Name, Array.ConvertAll(text.Codes, code => code < 0 || cells[code] is { IsMissing: true } or { Fault: not null } ? double.NaN : cells[code].Number)),
        ColumnType.Time => new TimeColumn(text.Name, Array.ConvertAll(text.Codes, code => code < 0 || cells[code] is { IsMissing: true } or { Fault: not null } ? TimeColumn.Missing : cells[code].Ticks)),
        _ when cells.Any(cell => cell.IsMissing) => new TextColumn(text.Name, Array.ConvertAll(text.Codes, code => code < 0 || cells[code].IsMissing ? -1 : code), text.Levels).WithoutUnusedLevels(),
        _ => text,
    };

    /// <summary>One distinct text, read as a type.</summary>
    private readonly record struct Cell(bool IsMissing, string? Fault)
    {
        public double Number { get; init; }

        public long Ticks { get; init; }

        public Repairs Repairs { get; init; }
    }
}
