using System.Text;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Schema;

/// <summary>Reads columns as numbers: by the format of the training file where that is known, else by what their own cells prove.</summary>
internal static class NumberTyping
{
    /// <summary>Every distinct text of a column as a number.</summary>
    /// <param name="text">The column.</param>
    /// <param name="format">What the training file proved, where there is one.</param>
    /// <param name="commas">Whether a comma may be a decimal mark.</param>
    public static TypedCells Read(TextColumn text, ColumnFormat? format, bool commas)
    {
        var counts = new long[text.Levels.Length];
        foreach (var code in text.Codes)
        {
            _ = code < 0 ? 0 : ++counts[code];
        }

        var evidence = NumberEvidence.Of(text.Levels.Select((level, code) => (level, counts[code])));
        var writing = format is null ? ColumnNumberFormat.Of(evidence, 0, commas) : ColumnNumberFormat.Of(format, evidence, 0, commas);
        var cells = Array.ConvertAll(text.Levels, level => Read(level, writing, format));
        var own = writing.Format(evidence, hasPoints: false);
        return format is null
            ? new(cells, own with { Boolean = Answers(text, cells) })
            : new(cells, Merge(format, own), Contradiction(text, cells, counts, writing.Decimal, format));
    }

    /// <summary>One cell as a number.</summary>
    /// <param name="cell">The cell, in UTF-8.</param>
    /// <param name="format">How its column is written; null: as programs write numbers.</param>
    public static TypedCell Read(ReadOnlySpan<byte> cell, ColumnFormat? format)
    {
        if (format is not null)
        {
            var text = Encoding.UTF8.GetString(cell);
            return Read(text, ColumnNumberFormat.Of(format, NumberEvidence.Of([(text, 1)]), 0, commas: true), format);
        }

        return MissingMarkers.IsMissing(cell) ? new(true, null)
            : NumberParser.TryParse(cell, out var number) && double.IsFinite(number) ? new(false, null) { Number = number }
            : new(false, RowFaults.NotFinite);
    }

    /// <summary>Fills the odd cells of a column of numbers in. Its decimal mark is known, or it would have been read as text.</summary>
    public static ParsedColumn WithUnparsed(NumberColumn number, UnparsedCell[] unparsed, bool[]? commas, ColumnFormat? format)
    {
        var plain = number.Values.Count(value => !double.IsNaN(value));
        var evidence = NumberEvidence.Of(unparsed.Select(other => (other.Text, 1L)));
        var writing = format is null
            ? ColumnNumberFormat.Of(evidence, plain, commas is not null, commas is null ? '.' : ',')
            : ColumnNumberFormat.Of(format, evidence, plain, commas is not null);
        var (values, faults) = (unparsed.Length > 0 ? (double[])number.Values.Clone() : number.Values, new List<(int, string, string)>());
        var repairs = commas is null
            ? new Repairs[number.Length]
            : Array.ConvertAll(commas, comma => comma ? Repairs.DecimalComma : Repairs.None);
        var others = new List<string>();
        foreach (var found in unparsed)
        {
            var cell = Read(found.Text, writing, format);
            if (cell.Fault is { } fault)
            {
                faults.Add((found.Row, fault, Quarantine.Show(found.Text)));
                others.AddRange(fault == RowFaults.OtherNumber ? [found.Text] : []);
            }
            else
            {
                (values[found.Row], repairs[found.Row]) = (cell.Number, cell.Repairs);
            }
        }

        var column = new NumberColumn(number.Name, values);
        var own = writing.Format(evidence, hasPoints: commas is null && HasFractions(column)) with { Boolean = Answers(column) };
        own = commas?.Contains(true) == true ? own with { Decimal = ',' } : own;
        return new(column, faults, repairs, format is null ? own : Merge(format, own))
        {
            Contradiction = FormatContradiction.Outweighs(others.Count, 0, 0, plain + unparsed.Length)
                ? new(others[0], others.Count, format!, ColumnType.Number)
                : null,
        };
    }

    /// <summary>A column of plain numbers only.</summary>
    public static ParsedColumn Plain(NumberColumn column, ColumnFormat? format)
    {
        var own = new ColumnFormat { Decimal = HasFractions(column) ? '.' : null, Boolean = Answers(column) };
        return new(column, [], null, format is null ? own : Merge(format, own));
    }

    private static TypedCell Read(string text, ColumnNumberFormat writing, ColumnFormat? format)
    {
        if (MissingMarkers.IsMissing(Encoding.UTF8.GetBytes(text)))
        {
            return new(true, null);
        }

        var spelled = format?.Boolean is { } words ? words.Spell(text) : text;
        return !writing.TryRead(spelled, out var number, out var repairs)
                ? new(false, format is not null && ColumnNumberFormat.IsNumber(text) ? RowFaults.OtherNumber : RowFaults.NotANumber)
            : double.IsFinite(number) ? new(false, null) { Number = number, Repairs = spelled == text ? repairs : Repairs.Case }
            : new(false, RowFaults.NotFinite);
    }

    private static FormatContradiction? Contradiction(TextColumn text, TypedCell[] cells, long[] counts, char mark, ColumnFormat format)
    {
        var present = Enumerable.Range(0, cells.Length).Where(code => !cells[code].IsMissing).Sum(code => counts[code]);
        int[] others = [.. Enumerable.Range(0, cells.Length).Where(code => cells[code].Fault == RowFaults.OtherNumber)];
        var against = others.Sum(code => counts[code]);
        var fitting = NumberEvidence.Of(
            text.Levels.Select((level, code) => (level, counts[code])).Where((_, code) => cells[code].Fault is null)
        );
        return FormatContradiction.Outweighs(against, fitting.For(mark), fitting.DoubtfulPoints + fitting.DoubtfulCommas, present)
            ? new(text.Levels[others[0]], against, format, ColumnType.Number)
            : null;
    }

    private static ColumnFormat Merge(ColumnFormat known, ColumnFormat own) =>
        known with
        {
            Decimal = known.Decimal ?? own.Decimal,
            Thousands = known.Thousands ?? own.Thousands,
            Unit = known.Unit ?? own.Unit,
            Negative = known.Negative ?? own.Negative,
        };

    private static BooleanWords? Answers(TextColumn text, TypedCell[] cells) =>
        cells.All(cell => cell is { IsMissing: true } or { Fault: not null } or { Number: 0 or 1 })
            ? Answers([.. cells.Where((cell, code) => text.Levels[code] is "0" or "1").Select(cell => cell.Number)])
            : null;

    private static BooleanWords? Answers(NumberColumn column) =>
        Array.TrueForAll(column.Values, value => double.IsNaN(value) || value is 0 or 1) ? Answers(column.Values) : null;

    private static BooleanWords? Answers(double[] values) => values.Contains(0) && values.Contains(1) ? new("1", "0") : null;

    private static bool HasFractions(NumberColumn column) =>
        Array.Exists(column.Values, value => !double.IsNaN(value) && value != Math.Floor(value));
}
