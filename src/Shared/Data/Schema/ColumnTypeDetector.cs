using System.Text;
using MLOpsFunctions.Data.Reading;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Schema;

/// <summary>A column as its type, with faults and repairs by row, and how it is written.</summary>
internal sealed record ParsedColumn(
    DataColumn Column,
    List<(int Row, string Reason, string Found)> Faults,
    Repairs[]? Repairs,
    ColumnFormat Format
)
{
    /// <summary>Marks of missing values that the training file did not have; where it is not known, none is new.</summary>
    public IReadOnlyList<NewMark> NewMarks { get; init; } = [];

    /// <summary>What contradicts the training file so much that no cell can be trusted; null: nothing.</summary>
    public FormatContradiction? Contradiction { get; init; }
}

/// <summary>Settles what columns hold: by what was declared or an earlier file proved, or by their distinct texts.</summary>
internal static class ColumnTypeDetector
{
    /// <summary>The columns with their types. Rows with a cell that does not fit are set aside.</summary>
    /// <exception cref="ProblemException">A column is written otherwise than the earlier file wrote it.</exception>
    public static TypedTable Resolve(RawTable table, DeclaredColumns plan, Quarantine quarantine)
    {
        var typed = new TypedTable(table, quarantine, plan);
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var column = table.Columns[i];
            var type =
                column is not TextColumn text ? ColumnType.Number
                : plan.IsOpaque(text.Name) || plan.Pii(text.Name) == PiiHandling.Redact ? ColumnType.Text
                : plan.DeclaredType(text.Name) ?? Infer(text, plan, table.Commas);
            var fitted = Fit(table, i, type, plan.FormatOf(column.Name, type), plan.MarksOf(column.Name));
            typed.Add(plan.MayBeDates(column.Name) && fitted.Faults.Count == 0 ? AsTime(fitted, plan) : fitted);
        }

        return typed;
    }

    /// <summary>A column of numbers or codes as the instants that they are, if every cell is one.</summary>
    private static ParsedColumn AsTime(ParsedColumn column, DeclaredColumns plan)
    {
        if (column.Column is NumberColumn number && TimeTyping.OfDigits(number) is { } days)
        {
            return new(days, [], null, new() { Missing = column.Format.Missing, DateOnly = TimeTyping.AreDays(number) ? true : null });
        }

        var found =
            TimeNumbers.OfDigits(column.Column)
            ?? (column.Column is NumberColumn counts ? TimeNumbers.Of(counts, plan.DeclaredRole(counts.Name) == ColumnRole.Time) : null);
        return found is var (time, pattern) ? new(time, [], null, new() { Missing = column.Format.Missing, Pattern = pattern }) : column;
    }

    /// <summary>A column as this type. Cells that do not fit are missing.</summary>
    /// <param name="table">The file.</param>
    /// <param name="column">The column's place.</param>
    /// <param name="type">What it holds.</param>
    /// <param name="format">How it is written, where the training file is known; null: as its own cells prove.</param>
    /// <param name="marks">What stands for a missing value, where that is known.</param>
    public static ParsedColumn Fit(RawTable table, int column, ColumnType type, ColumnFormat? format, MissingMarks? marks)
    {
        var fitted = Fit(
            table,
            column,
            type,
            format,
            table.Columns[column] is TextColumn texts ? MissingCells.Blank(texts, type, marks) : null
        );
        var found = table.Columns[column] is TextColumn text ? MissingCells.Count(text, type, marks) : table.Marks[column];
        return fitted with
        {
            Format = fitted.Format with { Missing = (marks ?? new([])).With(found.Select(mark => mark.Text)) },
            NewMarks = marks is null
                ? []
                : [.. found.Where(mark => !marks.Has(mark.Text)).Select(mark => new NewMark(fitted.Column.Name, mark.Text, mark.Cells))],
        };
    }

    private static ParsedColumn Fit(RawTable table, int column, ColumnType type, ColumnFormat? format, TextColumn? blanked) =>
        table.Columns[column] switch
        {
            TextColumn => FromTexts(blanked!, type, format, table.Commas),
            NumberColumn number when table.Unparsed.Contains(column) || table.CommaCells.ContainsKey(column) => NumberTyping.WithUnparsed(
                number,
                [.. table.Unparsed[column]],
                table.CommaCells.GetValueOrDefault(column),
                format
            ),
            var other => NumberTyping.Plain((NumberColumn)other, format),
        };

    private static ParsedColumn FromTexts(TextColumn text, ColumnType type, ColumnFormat? format, bool commas)
    {
        var (read, faults) = (Read(text, type, format, commas), new List<(int, string, string)>());
        var cells = read.Cells;
        for (var row = 0; row < text.Length; row++)
        {
            if (text.Codes[row] is >= 0 and var code && cells[code].Fault is { } fault)
            {
                faults.Add((row, fault, Quarantine.Show(text.Levels[code])));
            }
        }

        var repairs = Array.Exists(cells, cell => cell.Repairs != 0)
            ? Array.ConvertAll(text.Codes, code => code < 0 ? Repairs.None : cells[code].Repairs)
            : null;
        return BooleanNormalizer.Unify(
            new(Build(text, cells, type), faults, repairs, read.Format) { Contradiction = read.Contradiction },
            format
        );
    }

    private static ColumnType Infer(TextColumn text, DeclaredColumns plan, bool commas)
    {
        var present = MissingCells.Blank(text, ColumnType.Number, plan.MarksOf(text.Name), keepsClasses: text.Name == plan.Label);
        return Fits(present, plan, ColumnType.Time, commas) ? ColumnType.Time
            : Fits(present, plan, ColumnType.Number, commas)
            && !CodeDetector.AreCodes(present.Levels.Select(Encoding.UTF8.GetBytes))
            && !CodeDetector.AreSpelled(present.Levels.Select(Encoding.UTF8.GetBytes))
            && !NamesThings(present, plan)
                ? ColumnType.Number
            : ColumnType.Text;
    }

    /// <summary>
    /// Whether a column of digits holds identifiers, by its name and by the length of its numbers. Numbers that count
    /// the rows are not.
    /// </summary>
    private static bool NamesThings(TextColumn text, DeclaredColumns plan)
    {
        if (!plan.MayNameThings(text.Name) || IdentifierNames.LeastDigits(text.Name) is not { } least)
        {
            return false;
        }

        var digits = text.Levels.Count(level =>
            level.Length >= least && level.AsSpan(level[0] == '+' ? 1 : 0).IndexOfAnyExceptInRange('0', '9') < 0
        );
        return MajorityRule.Holds(digits, text.Levels.Length - digits) && !CountsUp(text);
    }

    private static bool CountsUp(TextColumn text) =>
        text.Levels.Length == text.Length
        && ColumnRoleDetector.CountsUp(
            new NumberColumn(
                text.Name,
                Array.ConvertAll(
                    text.Codes,
                    code => code >= 0 && NumberParser.TryParse(text.Levels[code], out var value) ? value : double.NaN
                )
            )
        );

    private static bool Fits(TextColumn text, DeclaredColumns plan, ColumnType type, bool commas)
    {
        var cells = Read(text, type, null, commas).Cells;
        var (fits, unparsed) = (0L, 0L);
        foreach (var code in text.Codes)
        {
            if (code >= 0 && !cells[code].IsMissing)
            {
                _ = cells[code].Fault is null or RowFaults.NotFinite ? fits++ : unparsed++;
            }
        }

        var isKind =
            unparsed == 0
                ? fits > 0
                : plan.Tolerates(text.Name, fits, unparsed)
                    || (type == ColumnType.Number && plan.IsNumericLabel(text.Name, fits, unparsed, DistinctNumbers(cells)));
        return isKind && (type != ColumnType.Time || TimeTyping.AreCredible(text, cells));
    }

    private static int DistinctNumbers(TypedCell[] cells) =>
        cells.Where(cell => cell is { IsMissing: false, Fault: null }).DistinctBy(cell => cell.Number).Count();

    /// <summary>Every distinct text, read as a type.</summary>
    private static TypedCells Read(TextColumn text, ColumnType type, ColumnFormat? format, bool commas) =>
        type switch
        {
            ColumnType.Text => new(new TypedCell[text.Levels.Length], format ?? new() { Digits = CodeDetector.DigitsOf(text.Levels) }),
            ColumnType.Time => TimeTyping.Read(text, format),
            _ => NumberTyping.Read(text, format, commas),
        };

    private static DataColumn Build(TextColumn text, TypedCell[] cells, ColumnType type) =>
        type switch
        {
            ColumnType.Number => new NumberColumn(
                text.Name,
                Array.ConvertAll(
                    text.Codes,
                    code => code < 0 || cells[code] is { IsMissing: true } or { Fault: not null } ? double.NaN : cells[code].Number
                )
            ),
            ColumnType.Time => new TimeColumn(
                text.Name,
                Array.ConvertAll(
                    text.Codes,
                    code => code < 0 || cells[code] is { IsMissing: true } or { Fault: not null } ? TimeColumn.Missing : cells[code].Ticks
                )
            ),
            _ when cells.Any(cell => cell.IsMissing) => new TextColumn(
                text.Name,
                Array.ConvertAll(text.Codes, code => code < 0 || cells[code].IsMissing ? -1 : code),
                text.Levels
            ).WithoutUnusedLevels(),
            _ => text,
        };
}
