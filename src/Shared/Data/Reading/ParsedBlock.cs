namespace MLOpsFunctions.Data.Reading;

/// <summary>The typed cells of one block, column after column, and what was wrong with the rows that are not among them.</summary>
internal sealed class ParsedBlock(int number, long line, ColumnLayout layout, int capacity)
{
    private double[] _numbers = GC.AllocateUninitializedArray<double>(checked(layout.Numbers * capacity));
    private int[] _codes = GC.AllocateUninitializedArray<int>(checked(layout.Texts * capacity));
    private int[] _lines = new int[capacity];
    private bool[] _commas = layout.Commas.Contains(true) ? new bool[checked(layout.Numbers * capacity)] : [];

    /// <summary>The block's place in the file.</summary>
    public int Number { get; } = number;

    /// <summary>By text slot: the owner of the codes and the texts that they stand for. Set when the block is complete.</summary>
    public (TextLevels Owner, byte[][] Texts)[] Levels { get; set; } = [];

    public int Capacity { get; private set; } = capacity;

    /// <summary>The block's lines in UTF-8 and others; null where all is ASCII.</summary>
    public Utf8Lines? Utf8 { get; set; }

    /// <summary>Rows kept.</summary>
    public int Rows { get; set; }

    /// <summary>Rows met, bad ones included.</summary>
    public long Read { get; set; }

    /// <summary>Empty lines, where a row has one cell.</summary>
    public long EmptyLines { get; set; }

    /// <summary>Rows of the right number of cells, those with a bad one included.</summary>
    public long Parsed { get; set; }

    /// <summary>By number slot: cells without a value, and cells that were neither numbers nor missing.</summary>
    public (long Missing, long Unparsed)[] NoNumbers { get; } = new (long, long)[layout.Numbers];

    /// <summary>By number slot: the marks of missing values; null where there is none.</summary>
    public MarkCounter?[] Marks { get; } = new MarkCounter?[layout.Numbers];

    /// <summary>By number slot: cells that are whole numbers which a double does not tell from their neighbours.</summary>
    public long[] Inexact { get; } = new long[layout.Numbers];

    public List<QuarantinedRow> Faults { get; } = [];

    /// <summary>
    /// Cells of kept rows in columns of numbers that may be numbers written otherwise; missing until the whole column
    /// tells.
    /// </summary>
    public List<UnparsedCell> Unparsed { get; } = [];

    public Span<double> NumberSlot(int slot) => _numbers.AsSpan(slot * Capacity, Capacity);

    public Span<int> CodeSlot(int slot) => _codes.AsSpan(slot * Capacity, Capacity);

    public ref double NumberAt(int slot, int row) => ref _numbers[(slot * Capacity) + row];

    /// <summary>Whether the number was written with a decimal comma.</summary>
    public ref bool CommaAt(int slot, int row) => ref _commas[(slot * Capacity) + row];

    /// <summary>Which numbers were written with a decimal comma, where the column is one of such.</summary>
    public ReadOnlySpan<bool> CommaSlot(int slot) => _commas.AsSpan(slot * Capacity, Rows);

    public ref int CodeAt(int slot, int row) => ref _codes[(slot * Capacity) + row];

    /// <summary>Lines of the file on which the rows start.</summary>
    public long LineOf(int row) => line + _lines[row];

    public void SetLine(int row, long at) => _lines[row] = (int)(at - line);

    /// <summary>Grows the block, for more rows.</summary>
    public void Grow()
    {
        var more = checked(Math.Max(16, Capacity * 2));
        (_numbers, _codes) = (Resized(_numbers, layout.Numbers, more), Resized(_codes, layout.Texts, more));
        Array.Resize(ref _lines, more);
        _commas = _commas.Length > 0 ? Resized(_commas, layout.Numbers, more) : _commas;
        Capacity = more;
    }

    /// <summary>
    /// Gives back the space of rows that were expected and did not come or were bad, so that a file of bad rows takes no
    /// memory.
    /// </summary>
    public void Trim()
    {
        if (Rows < Capacity / 2)
        {
            (_numbers, _codes) = (Resized(_numbers, layout.Numbers, Rows), Resized(_codes, layout.Texts, Rows));
            Array.Resize(ref _lines, Rows);
            _commas = _commas.Length > 0 ? Resized(_commas, layout.Numbers, Rows) : _commas;
            Capacity = Rows;
        }
    }

    private T[] Resized<T>(T[] slots, int count, int rows)
    {
        var resized = GC.AllocateUninitializedArray<T>(checked(count * rows));
        for (var slot = 0; slot < count; slot++)
        {
            slots.AsSpan(slot * Capacity, Rows).CopyTo(resized.AsSpan(slot * rows));
        }

        return resized;
    }
}
