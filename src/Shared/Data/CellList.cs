using System.Text;
using MLOpsFunctions.Data.Inference;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data;

/// <summary>Collects cells of one known column from texts, by the rules by which files are read; what does not fit is missing.</summary>
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
        var cell = text is null ? [] : Encoding.UTF8.GetBytes(text).AsSpan().Trim(Numeric.Blanks);
        switch (column.Type)
        {
            case ColumnType.Number:
                var number = double.NaN;
                var read = MissingMarkers.IsMissingQuantity(cell) || (Numeric.TryParse(cell, out number) && double.IsFinite(number));
                _numbers.Add(read ? number : double.NaN);
                return read ? null : Faults.NotFinite;
            case ColumnType.Time:
                var ticks = TimeColumn.Missing;
                var parsed = MissingMarkers.IsMissingQuantity(cell) || Times.TryParse(cell, out ticks);
                _ticks.Add(parsed ? ticks : TimeColumn.Missing);
                return parsed ? null : Faults.NotATime;
            default:
                _codes.Add(MissingMarkers.IsMissingText(cell) ? -1 : Code(Encoding.UTF8.GetString(cell)));
                return null;
        }
    }

    /// <summary>Adds cells without a value.</summary>
    public CellList AddMissing(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Add(null);
        }

        return this;
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
