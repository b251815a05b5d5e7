namespace MLOpsFunctions.Data.Reading;

/// <summary>How the cells of a file are read: which columns are numbers, which texts, and what must not be shown.</summary>
/// <param name="names">The columns' names, in file order.</param>
/// <param name="numeric">Whether a column is read as numbers; else as texts.</param>
/// <param name="hidden">Columns whose cells are never shown.</param>
/// <param name="keepsBadCells">A bad cell is missing and noted; else its row is set aside, as a row of too many or too
/// few cells always is.</param>
/// <param name="commas">Which columns of numbers are written with decimal commas; null: none.</param>
/// <param name="whole">Which columns of numbers have never had a point, so that one may stand between thousands; null: none.</param>
internal sealed class ColumnLayout(
    IReadOnlyList<string> names,
    bool[] numeric,
    IReadOnlySet<string> hidden,
    bool keepsBadCells,
    bool[]? commas = null,
    bool[]? whole = null
)
{
    /// <summary>How a file is read at first.</summary>
    /// <param name="head">Its beginning.</param>
    /// <param name="forms">By column: whether it is read as numbers, and how its numbers are written where that is known.</param>
    /// <param name="hidden">Columns whose cells are never shown.</param>
    /// <param name="keepsBadCells">A bad cell is missing and noted; else its row is set aside.</param>
    /// <param name="declared">Columns that are known to be numbers if they are read as such, whatever their cells look like.</param>
    /// <param name="label">The label, where its cells tell its type.</param>
    public static ColumnLayout Of(
        FileHeader head,
        IReadOnlyList<(bool IsNumber, ColumnFormat? Format)> forms,
        IReadOnlySet<string> hidden,
        bool keepsBadCells,
        IReadOnlySet<string> declared,
        string? label = null
    )
    {
        bool[] commas = [.. forms.Select((form, i) => form.Format?.Decimal is { } mark ? mark == ',' : head.WritesCommas(i))];
        bool[] numeric = [.. forms.Select((form, i) => form.IsNumber && !NeedsTexts(form.Format, head, i))];
        bool[] whole = [.. forms.Select((form, i) => form.Format is { Decimal: null } && !commas[i])];
        return new(head.Names, numeric, hidden, keepsBadCells, commas, whole) { Declared = declared, Label = label };
    }

    /// <summary>Numbers with signs around them are quicker read from the distinct texts.</summary>
    private static bool NeedsTexts(ColumnFormat? format, FileHeader head, int column) =>
        format is { Thousands: not null } or { Unit: not null } or { Negative: not null }
        || MissingMarkers.AreUnusual(format?.Missing)
        || (format is { Boolean: not null } && !head.LooksNumeric(column));

    public IReadOnlyList<string> Names => names;

    public bool[] Numeric => numeric;

    /// <summary>Whether a column of numbers is written with decimal commas.</summary>
    public bool[] Commas { get; } = [.. numeric.Select((isNumber, i) => isNumber && commas?[i] == true)];

    /// <summary>Whether a point in a column of numbers is to be looked at.</summary>
    public bool[] Whole { get; } = [.. numeric.Select((isNumber, i) => isNumber && whole?[i] == true)];

    public IReadOnlySet<string> Private => hidden;

    /// <summary>Columns that are known to be numbers, whatever their cells look like.</summary>
    public IReadOnlySet<string> Declared { get; init; } = new HashSet<string>();

    /// <summary>The label, where its cells tell its type: a word in it may be a class.</summary>
    public string? Label { get; init; }

    public bool KeepsBadCells => keepsBadCells;

    public int Columns => Names.Count;

    /// <summary>The same with other columns read as numbers.</summary>
    public ColumnLayout With(bool[] others) =>
        new(names, others, hidden, keepsBadCells, commas, whole) { Declared = Declared, Label = Label };

    public int Numbers { get; } = numeric.Count(isNumber => isNumber);

    public int Texts => Columns - Numbers;

    /// <summary>The place of each column among those of its kind.</summary>
    public int[] Slots { get; } = FindSlots(numeric);

    private static int[] FindSlots(bool[] numeric)
    {
        var (numbers, texts) = (0, 0);
        return Array.ConvertAll(numeric, isNumber => isNumber ? numbers++ : texts++);
    }
}
