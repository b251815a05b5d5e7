using System.Text;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Inference;

/// <summary>Settles what columns of text hold, by what was declared or by their distinct texts.</summary>
internal static class ColumnTyping
{
    /// <summary>The columns with their types. Rows with a cell that does not fit are set aside.</summary>
    public static TypedTable Resolve(RawTable table, ColumnPlan plan, Quarantine quarantine)
    {
        var typed = new TypedTable(table, quarantine, plan);
        foreach (var column in table.Columns)
        {
            typed.Add(column is TextColumn text ? Settle(text, plan, typed) : column);
        }

        return typed;
    }

    /// <summary>The column as this type, with what is wrong by row.</summary>
    public static (DataColumn Column, List<(int Row, string Reason, string Found)> Faults) Convert(TextColumn text, ColumnType type)
    {
        var faults = new List<(int, string, string)>();
        var cells = new Cell[text.Levels.Length];
        for (var code = 0; code < cells.Length; code++)
        {
            cells[code] = Read(Encoding.UTF8.GetBytes(text.Levels[code]), type);
        }

        for (var row = 0; row < text.Length; row++)
        {
            if (text.Codes[row] is >= 0 and var code && cells[code].Fault is { } fault)
            {
                faults.Add((row, fault, Quarantine.Show(text.Levels[code])));
            }
        }

        return (Build(text, cells, type), faults);
    }

    private static DataColumn Settle(TextColumn text, ColumnPlan plan, TypedTable typed)
    {
        var type = plan.IsPrivate(text.Name) ? ColumnType.Text : plan.DeclaredType(text.Name) ?? Infer(text, plan);
        var (column, faults) = Convert(text, type);
        foreach (var (row, reason, found) in faults)
        {
            typed.Reject(row, text.Name, reason, found);
        }

        return column;
    }

    private static ColumnType Infer(TextColumn text, ColumnPlan plan) =>
        Fits(text, plan, ColumnType.Time) ? ColumnType.Time : Fits(text, plan, ColumnType.Number) ? ColumnType.Number : ColumnType.Text;

    private static bool Fits(TextColumn text, ColumnPlan plan, ColumnType type)
    {
        var cells = Array.ConvertAll(text.Levels, level => Read(Encoding.UTF8.GetBytes(level), type));
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

    private static Cell Read(byte[] text, ColumnType type)
    {
        switch (type)
        {
            case ColumnType.Text:
                return new(MissingMarkers.IsMissingText(text), null);
            case var _ when MissingMarkers.IsMissingQuantity(text):
                return new(true, null);
            case ColumnType.Number:
                return Numeric.TryParse(text, out var number) ? new(false, double.IsFinite(number) ? null : Faults.NotFinite) { Number = number } : new(false, Faults.NotANumber);
            default:
                return Times.TryParse(text, out var ticks) ? new(false, null) { Ticks = ticks } : new(false, Faults.NotATime);
        }
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
    }
}
