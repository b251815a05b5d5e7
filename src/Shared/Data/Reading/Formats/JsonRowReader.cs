using System.Text.Json;

namespace MLOpsFunctions.Data.Reading.Formats;

/// <summary>Reads JSON Lines, and JSON arrays of objects: a row an object.</summary>
/// <param name="text">The text, as UTF-8. Disposed with this.</param>
/// <param name="records">Its objects.</param>
/// <param name="columns">Their names.</param>
internal sealed class JsonRowReader(Stream text, JsonRecords records, JsonColumns columns) : RowReader
{
    private readonly JsonRow _row = new();
    private readonly int[] _members = new int[columns.Names.Count];

    public override IReadOnlyList<string> Names => columns.Names;

    public override bool Next(CellLine cells)
    {
        var record = records.Next();
        if (record.IsEmpty)
        {
            return false;
        }

        Line = records.Line;
        Fault = Read(record);
        if (Fault is not null)
        {
            cells.Add(record);
            return true;
        }

        foreach (var member in _members)
        {
            Write(member - 1, cells);
        }

        return true;
    }

    public override void Dispose() => text.Dispose();

    /// <summary>
    /// Finds the member of each column: its place from 1, or 0 where there is none. What is wrong with the row, or null.
    /// </summary>
    private RowFault? Read(ReadOnlySpan<byte> record)
    {
        if (_row.Read(record) is { } fault)
        {
            return new(fault);
        }

        Array.Clear(_members);
        for (var i = 0; i < _row.Count; i++)
        {
            var place = columns.PlaceOf(_row, i);
            if (_members[place] != 0)
            {
                return new(RowFaults.ColumnTwice, Names[place]);
            }

            if (_row.IsNested(i))
            {
                return new(RowFaults.Nested, Names[place]);
            }

            _members[place] = i + 1;
        }

        return null;
    }

    private void Write(int member, CellLine cells)
    {
        if (member < 0)
        {
            cells.Missing();
        }
        else if (_row.Kind(member) == JsonTokenType.Number)
        {
            AddNumber(_row.Value(member), cells);
        }
        else
        {
            cells.Add(_row.Value(member));
        }
    }

    /// <summary>
    /// A number shortest: 1.10 is no other number than 1.1, as it may be in text. Whole numbers keep every digit, and
    /// one that no double can hold stays as it is written.
    /// </summary>
    private static void AddNumber(ReadOnlySpan<byte> number, CellLine cells)
    {
        var digits = number is [(byte)'-', ..] ? number[1..] : number;
        if (CodeDetector.IsDigits(digits) || !NumberParser.TryParse(number, out var value) || !double.IsFinite(value))
        {
            cells.Add(number);
        }
        else
        {
            cells.AddNumber(value);
        }
    }
}
