namespace MLOpsFunctions.Data.Reading;

/// <summary>How the cells of a file are read: which columns are numbers, which texts, and what must not be shown.</summary>
/// <param name="names">The columns' names, in file order.</param>
/// <param name="numeric">Whether a column is read as numbers; else as texts.</param>
/// <param name="hidden">Columns whose cells are never shown.</param>
/// <param name="keepsBadCells">A bad cell is missing and noted; else its row is set aside, as a row of too many or too few cells always is.</param>
/// <param name="commas">Which columns of numbers are written with decimal commas; null: none.</param>
internal sealed class Layout(IReadOnlyList<string> names, bool[] numeric, IReadOnlySet<string> hidden, bool keepsBadCells, bool[]? commas = null)
{
    public IReadOnlyList<string> Names => names;

    public bool[] Numeric => numeric;

    /// <summary>Whether a column of numbers is written with decimal commas.</summary>
    public bool[] Commas { get; } = [.. numeric.Select((isNumber, i) => isNumber && commas?[i] == true)];

    public IReadOnlySet<string> Private => hidden;

    public bool KeepsBadCells => keepsBadCells;

    public int Columns => Names.Count;

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
