using System.Text;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Data.Schema;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data;

/// <summary>Collects cells of one known column from texts, by the rules by which files are read; what does not fit is missing.</summary>
/// <param name="column">The column.</param>
/// <param name="capacity">The number of cells that are expected.</param>
internal sealed class ColumnBuilder(ColumnSchema column, int capacity = 0)
{
    private readonly List<double> _numbers = new(column.Type == ColumnType.Number ? capacity : 0);
    private readonly List<long> _ticks = new(column.Type == ColumnType.Time ? capacity : 0);
    private readonly List<int> _codes = new(column.Type == ColumnType.Text ? capacity : 0);
    private readonly OrderedDictionary<string, int> _levels = new(StringComparer.Ordinal);

    public ColumnSchema Column => column;

    public int Count { get; private set; }

    /// <summary>The mark of a missing value in the cell added last, where the training file did not have it.</summary>
    public string? NewMark { get; private set; }

    /// <summary>Adds a cell; null: missing. Says what is wrong where it does not fit.</summary>
    /// <param name="isPlain">A number that is written as programs write them, however the column's file did.</param>
    public string? Add(string? text, bool isPlain = false)
    {
        Count++;
        (var cell, NewMark) = Blank(text?.Trim(NumberParser.BlankCharacters) ?? "");
        switch (column.Type)
        {
            case ColumnType.Number:
                return Add(NumberTyping.Read(Encoding.UTF8.GetBytes(cell), isPlain ? null : column.Format));
            case ColumnType.Time:
                var time = TimeTyping.Read(Encoding.UTF8.GetBytes(cell), column.Format);
                _ticks.Add(time is { IsMissing: false, Fault: null } ? time.Ticks : TimeColumn.Missing);
                return time.Fault;
            default:
                _codes.Add(cell.Length == 0 ? -1 : Code(column.Format?.Boolean?.Spell(cell) ?? cell));
                return null;
        }
    }

    /// <summary>Adds a number as JSON writes it, which is in UTF-8 what <see cref="Add(string?, bool)"/> takes as plain.</summary>
    public string? AddPlain(ReadOnlySpan<byte> number)
    {
        if (column.Type != ColumnType.Number || column.Format?.Missing is not null)
        {
            return Add(Encoding.UTF8.GetString(number), isPlain: true);
        }

        (Count, NewMark) = (Count + 1, null);
        return Add(NumberTyping.Read(number, format: null));
    }

    private string? Add(TypedCell number)
    {
        _numbers.Add(number is { IsMissing: false, Fault: null } ? number.Number : double.NaN);
        return number.Fault;
    }

    /// <summary>The cell, empty where it is a mark of a missing value, and the mark if it is new.</summary>
    private (string Cell, string? NewMark) Blank(string cell)
    {
        var marks = column.Format?.Missing;
        return cell.Length == 0 || !MissingMarkers.IsMissing(cell, column.Type, marks)
            ? (cell, null)
            : ("", marks?.Has(cell) == false ? cell : null);
    }

    /// <summary>Adds cells without a value.</summary>
    public ColumnBuilder AddMissing(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Add(null);
        }

        return this;
    }

    public DataColumn Build() =>
        column.Type switch
        {
            ColumnType.Number => new NumberColumn(column.Name, [.. _numbers]),
            ColumnType.Time => new TimeColumn(column.Name, [.. _ticks]),
            _ => new TextColumn(column.Name, [.. _codes], [.. _levels.Keys]),
        };

    private int Code(string text)
    {
        _levels.TryAdd(text, _levels.Count, out var code);
        return code;
    }
}
