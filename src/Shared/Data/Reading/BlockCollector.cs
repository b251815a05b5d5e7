using System.Runtime.ExceptionServices;

namespace MLOpsFunctions.Data.Reading;

/// <summary>
/// Collects the blocks of a file in its order, whichever thread is through first, so that counts, bounds and quarantine
/// never depend on threads.
/// </summary>
internal sealed class BlockCollector(ColumnLayout layout, SourceFile source, Quarantine quarantine)
{
    /// <summary>
    /// Most unparsed cells that are kept: far more than a column of numbers may have, and few enough to need little
    /// memory in a file that has nothing else.
    /// </summary>
    private const int MaxUnparsed = 1_000_000;

    private readonly Lock _gate = new();
    private readonly HashSet<int> _unparsedColumns = [];
    private long _unparsed;
    private readonly Dictionary<int, ParsedBlock> _early = [];
    private (int Block, ExceptionDispatchInfo Fault)? _first;

    /// <summary>The distinct texts so far.</summary>
    public FileLevels Levels { get; } = new(layout.Texts);

    /// <summary>The blocks so far, without a gap.</summary>
    public List<ParsedBlock> Blocks { get; } = [];

    /// <summary>Lines in UTF-8 and others.</summary>
    public Utf8Lines Utf8 { get; } = new();

    /// <summary>Rows kept.</summary>
    public int Rows { get; private set; }

    /// <summary>Rows met.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Empty lines between rows of one cell.</summary>
    public long EmptyLines { get; private set; }

    /// <summary>Whether there is no use in reading on.</summary>
    public bool Failed
    {
        get
        {
            lock (_gate)
            {
                return _first is not null;
            }
        }
    }

    /// <summary>Adds a block.</summary>
    /// <exception cref="ProblemException">The file has too many cells.</exception>
    public bool Add(ParsedBlock cells)
    {
        lock (_gate)
        {
            _early.Add(cells.Number, cells);
            while (_early.Remove(Blocks.Count, out var next))
            {
                Append(next);
            }
        }

        return true;
    }

    /// <summary>Keeps a fault; of several, the one nearest to the beginning of the file.</summary>
    public void Fail(int block, Exception fault)
    {
        lock (_gate)
        {
            if (_first is not { } first || block < first.Block)
            {
                _first = (block, ExceptionDispatchInfo.Capture(fault));
            }
        }
    }

    public void ThrowIfFailed() => _first?.Fault.Throw();

    /// <summary>In a column of numbers, the cells that were numbers and those that were neither numbers nor missing.</summary>
    public (long Numbers, long Unparsed) Unparsed(int slot)
    {
        var (parsed, missing, unparsed) = (0L, 0L, 0L);
        foreach (var block in Blocks)
        {
            (parsed, missing, unparsed) = (
                parsed + block.Parsed,
                missing + block.NoNumbers[slot].Missing,
                unparsed + block.NoNumbers[slot].Unparsed
            );
        }

        return (parsed - missing - unparsed, unparsed);
    }

    /// <summary>In a column of numbers, the cells that are whole numbers which a double does not tell from their neighbours.</summary>
    public long Inexact(int slot) => Blocks.Sum(block => block.Inexact[slot]);

    /// <summary>
    /// Whether a column must be read again as text: it has more unparsed cells than are kept, or they show that its
    /// marks have another meaning.
    /// </summary>
    public bool NeedsTexts(int column, bool commas)
    {
        if (!_unparsedColumns.Contains(column) || _unparsed > MaxUnparsed)
        {
            return _unparsedColumns.Contains(column);
        }

        var evidence = NumberEvidence.Of(
            Blocks.SelectMany(block => block.Unparsed).Where(cell => cell.Column == column).Select(cell => (cell.Text, 1L))
        );
        var (numbers, _) = Unparsed(layout.Slots[column]);
        return layout.Commas[column]
            ? !MajorityRule.Holds(numbers, evidence.For('.'))
            : ColumnNumberFormat.Of(evidence, 0, commas).Decimal == ',';
    }

    private void Append(ParsedBlock cells)
    {
        Blocks.Add(cells);
        _unparsed += cells.Unparsed.Count;
        _unparsedColumns.UnionWith(cells.Unparsed.Select(cell => cell.Column));
        if (_unparsed > MaxUnparsed)
        {
            Blocks.ForEach(block => block.Unparsed.Clear());
        }

        (RowsRead, EmptyLines) = (RowsRead + cells.Read, EmptyLines + cells.EmptyLines);
        if (cells.Utf8 is { } lines)
        {
            Utf8.Add(lines);
        }

        cells.Faults.ForEach(quarantine.Add);
        cells.Faults.Clear();
        if (RowsRead * layout.Columns > source.Limits.MaxCells)
        {
            throw new ProblemException(
                new(
                    "The file has too many cells",
                    $"more than {source.Limits.MaxCells:N0}",
                    $"at most {source.Limits.MaxCells:N0}",
                    source.Name,
                    "split it, or drop columns",
                    413
                )
            );
        }

        Rows += cells.Rows;
        Levels.Recode(cells);
        if (Levels.Bytes > source.Limits.MaxDistinctBytes)
        {
            throw new ProblemException(
                new(
                    "The file has too many different texts",
                    $"more than {source.Limits.MaxDistinctBytes:N0} bytes of them",
                    $"at most {source.Limits.MaxDistinctBytes:N0}, each with 64 for itself",
                    source.Name,
                    "leave columns of comments and identifiers out, or split the file",
                    413
                )
            );
        }
    }
}
