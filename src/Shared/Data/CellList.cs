using System.Text;
using MLOpsFunctions.Data.Inference;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data;

/// <summary>Collects cells of one known column from texts and numbers; what does not fit is missing.</summary>
internal sealed class CellList(ColumnSchema column)
{
    private readonly List<double> _numbers = [];
    private readonly List<long> _ticks = [];
    private readonly List<int> _codes = [];
    private readonly List<string> _levels = [];
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);

    public ColumnSchema Column => column;

    public int Count { get; private set; }

    /// <summary>Adds a cell; null: missing. Says what is wrong where it does not fit.</summary>
    public string? Add(string? text)
    {
        Count++;
        text = text is null || MissingMarkers.IsMissing(Encoding.UTF8.GetBytes(text)) ? null : text;
        switch (column.Type)
        {
            case ColumnType.Number:
                var number = double.NaN;
                var read = text is null || (Numeric.TryParse(Encoding.UTF8.GetBytes(text), out number) && double.IsFinite(number));
                _numbers.Add(read ? number : double.NaN);
                return read ? null : "not a finite number";
            case ColumnType.Time:
                var ticks = TimeColumn.Missing;
                var parsed = text is null || Times.TryParse(text, out ticks);
                _ticks.Add(parsed ? ticks : TimeColumn.Missing);
                return parsed ? null : "not a date or time";
            default:
                _codes.Add(text is null ? -1 : Code(text));
                return null;
        }
    }

    public DataColumn Build() => column.Type switch
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
