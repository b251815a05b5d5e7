using System.Text;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Data.Schema;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data;

/// <summary>Collects cells of one known column from texts, by the rules by which files are read; what does not fit is missing.</summary>
internal sealed class ColumnBuilder(ColumnSchema column)
{
    private readonly List<double> _numbers = [];
    private readonly List<long> _ticks = [];
    private readonly List<int> _codes = [];
    private readonly List<string> _levels = [];
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);

    public ColumnSchema Column => column;

    public int Count { get; private set; }

    /// <summary>The mark of a missing value in the cell added last, where the training file did not have it.</summary>
    public string? NewMark { get; private set; }

    /// <summary>Adds a cell; null: missing. Says what is wrong where it does not fit.</summary>
    /// <param name="isPlain">A number that is written as programs write them, however the column's file did.</param>
    public string? Add(string? text, bool isPlain = false)
    {
        Count++;
        (var cell, NewMark) = Blank(text is null ? [] : Encoding.UTF8.GetBytes(text).AsSpan().Trim(NumberParser.Blanks));
        switch (column.Type)
        {
            case ColumnType.Number:
                var number = NumberTyping.Read(cell, isPlain ? null : column.Format);
                _numbers.Add(number is { IsMissing: false, Fault: null } ? number.Number : double.NaN);
                return number.Fault;
            case ColumnType.Time:
                var time = TimeTyping.Read(cell, column.Format);
                _ticks.Add(time is { IsMissing: false, Fault: null } ? time.Ticks : TimeColumn.Missing);
                return time.Fault;
            default:
                _codes.Add(cell.Length == 0 ? -1 : Code(Spelled(Encoding.UTF8.GetString(cell))));
                return null;
        }
    }

    /// <summary>The cell, empty where it is a mark of a missing value, and the mark if it is new.</summary>
    private (byte[] Cell, string? NewMark) Blank(ReadOnlySpan<byte> cell)
    {
        var (text, marks) = (Encoding.UTF8.GetString(cell), column.Format?.Missing);
        return cell.IsEmpty || !MissingMarkers.IsMissing(text, column.Type, marks)
            ? (cell.ToArray(), null)
            : ([], marks?.Has(text) == false ? text : null);
    }

    private string Spelled(string text) => column.Format?.Boolean?.Spell(text) ?? text;

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
            _ => new TextColumn(column.Name, [.. _codes], [.. _levels]),
        };

    private int Code(string text)
    {
        if (!_known.TryGetValue(text, out var code))
        {
            code = _levels.Count;
            _known.Add(text, code);
            _levels.Add(text);
        }

        return code;
    }
}
