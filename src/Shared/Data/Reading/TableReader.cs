namespace MLOpsFunctions.Data.Reading;

/// <summary>The rows of a file as text and number columns, before anything is known of their meaning.</summary>
/// <param name="Columns">The columns, in file order.</param>
/// <param name="Lines">The line of the file where each row starts.</param>
/// <param name="RowsRead">Rows in the file, bad ones included.</param>
/// <param name="Unparsed">Cells in columns of numbers that may be numbers written otherwise, by column; missing so far.</param>
/// <param name="Commas">Whether a comma may be a decimal mark in this file.</param>
/// <param name="CommaCells">Of the columns of numbers with decimal commas: which cells have one.</param>
/// <param name="Utf8">Lines in UTF-8, and lines that are not.</param>
internal sealed record RawTable(
    IReadOnlyList<DataColumn> Columns,
    long[] Lines,
    long RowsRead,
    ILookup<int, UnparsedCell> Unparsed,
    bool Commas,
    IReadOnlyDictionary<int, bool[]> CommaCells,
    Utf8Lines Utf8
)
{
    /// <summary>Empty lines of a file of one column, where they may stand for missing values; 0 in other files.</summary>
    public required long EmptyLines { get; init; }

    /// <summary>Of the columns of numbers: the marks of missing values, with their cells.</summary>
    public required IReadOnlyDictionary<int, IReadOnlyList<(string Text, long Cells)>> Marks { get; init; }
}

/// <summary>
/// Reads the rows of a file on several threads. A column starts as numbers or text by the look of the first rows; one
/// that proves to be text after all has lost what its cells looked like, so that the file is then read again. Text that
/// proves to be numbers or times is converted later, from its levels.
/// </summary>
internal static class TableReader
{
    /// <summary>Enough rows for the cost of a block to vanish, and few enough for every thread to have one even of a small file.</summary>
    public const int BlockBytes = 1 << 20;

    /// <summary>Reads all rows.</summary>
    /// <param name="source">The file.</param>
    /// <param name="head">What its beginning has told.</param>
    /// <param name="layout">How cells are read at first.</param>
    /// <param name="isNumeric">Whether a column with so many numbers, and so many cells that are neither numbers nor
    /// missing, is still a column of numbers.</param>
    /// <param name="quarantine">Where bad rows go.</param>
    /// <param name="threads">Threads to use; the result does not depend on them.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <param name="blockBytes">Bytes read at a time; the result does not depend on them.</param>
    /// <exception cref="ProblemException">There is no row, or the file exceeds a bound.</exception>
    public static RawTable Read(
        SourceFile source,
        FileHeader head,
        ColumnLayout layout,
        Func<string, long, long, bool> isNumeric,
        Quarantine quarantine,
        int threads,
        CancellationToken cancellation,
        int blockBytes = BlockBytes
    )
    {
        var commas = head.Dialect.Separator != ',';
        while (true)
        {
            var read = ReadOnce(source, head, layout, quarantine, threads, blockBytes, cancellation);
            var numeric = StillNumeric(read, layout, isNumeric, commas);
            if (numeric.AsSpan().SequenceEqual(layout.Numeric))
            {
                return TableAssembler.Join(layout, read, commas, threads);
            }

            layout = layout.With(numeric);
            quarantine.Clear();
        }
    }

    /// <summary>The columns that are still of numbers, now that cells were read.</summary>
    internal static bool[] StillNumeric(BlockCollector read, ColumnLayout layout, Func<string, long, long, bool> isNumeric, bool commas)
    {
        return [.. layout.Numeric.Select((numeric, i) => numeric && Stays(i))];

        bool Stays(int column)
        {
            var (numbers, unparsed) = read.Unparsed(layout.Slots[column]);
            var isCode =
                !layout.Declared.Contains(layout.Names[column]) && CodeDetector.AreInexact(read.Inexact(layout.Slots[column]), numbers);
            return !isCode && (unparsed == 0 || (isNumeric(layout.Names[column], numbers, unparsed) && !read.NeedsTexts(column, commas)));
        }
    }

    private static BlockCollector ReadOnce(
        SourceFile source,
        FileHeader head,
        ColumnLayout layout,
        Quarantine quarantine,
        int threads,
        int blockBytes,
        CancellationToken cancellation
    )
    {
        using var text = source.OpenText();
        text.ReadExactly(new byte[head.Start]);
        var blocks = new BlockReader(text, head.Dialect, source.Limits, source.Name, head.Line, blockBytes, text.Lines);
        var read = new BlockCollector(layout, source, quarantine);
        // Parsing is all work and no waiting, so that the pool's threads are the right ones; each takes the next block
        // as soon as it is through with its last.
        Parallel.For(
            0,
            threads,
            new() { MaxDegreeOfParallelism = threads },
            _ =>
            {
                var (block, parser) = (new TextBlock(), new BlockParser(head.Dialect, layout, blocks, source.Limits.MaxRowBytes));
                while (!read.Failed && Try(() => blocks.Next(block), block, read))
                {
                    Try(() => read.Add(parser.Parse(block)), block, read);
                }
            }
        );
        read.ThrowIfFailed();
        cancellation.ThrowIfCancellationRequested();
        text.Finish();
        return read;

        bool Try(Func<bool> step, TextBlock block, BlockCollector into)
        {
            try
            {
                cancellation.ThrowIfCancellationRequested();
                return step();
            }
            catch (Exception fault)
            {
                into.Fail(block.Number, fault);
                return false;
            }
        }
    }
}
