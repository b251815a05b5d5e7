namespace MLOpsFunctions.Data.Reading;

/// <summary>
/// Reads the rows of a file in parts of a few blocks, each a table of its own, in bounded memory. Parts depend on the
/// file alone, so that the result never depends on threads. A column that proves to be text in one part is read as text
/// from then on.
/// </summary>
internal sealed class TablePartReader(SourceFile source, FileHeader head, ColumnLayout layout, int threads)
{
    /// <summary>Some megabytes of text: tens of thousands of rows, and little memory even where every row is bad.</summary>
    private const int PartBlocks = 4;

    private readonly TextBlock[] _blocks = [.. Enumerable.Range(0, PartBlocks).Select(_ => new TextBlock())];
    private ColumnLayout _layout = layout;

    /// <summary>Reads the parts, one after the other, each with the rows and cells that are bad.</summary>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="ProblemException">The file exceeds a bound, or is damaged.</exception>
    public IEnumerable<(RawTable Table, Quarantine Notes)> Read(int blockBytes, CancellationToken cancellation)
    {
        using var text = source.OpenText();
        text.ReadExactly(new byte[head.Start]);
        var reader = new BlockReader(text, head.Dialect, source.Limits, source.Name, head.Line, blockBytes, text.Lines);
        while (Fill(reader) is > 0 and var count)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return Parse(reader, count);
        }

        text.Finish();
    }

    private int Fill(BlockReader reader)
    {
        var count = 0;
        while (count < _blocks.Length && reader.Next(_blocks[count]))
        {
            _blocks[count].Number = count;
            count++;
        }

        return count;
    }

    private (RawTable Table, Quarantine Notes) Parse(BlockReader reader, int count)
    {
        var commas = head.Dialect.Separator != ',';
        while (true)
        {
            var notes = new Quarantine(null, int.MaxValue);
            var read = new BlockCollector(_layout, source, notes);
            Parallel.For(0, count, new() { MaxDegreeOfParallelism = threads }, i => Parse(reader, _blocks[i], read));
            read.ThrowIfFailed();
            var numeric = TableReader.StillNumeric(read, _layout, (_, _, _) => true, commas);
            if (numeric.AsSpan().SequenceEqual(_layout.Numeric))
            {
                return (TableAssembler.Join(_layout, read, commas, threads), notes);
            }

            _layout = _layout.With(numeric);
        }
    }

    private void Parse(BlockReader reader, TextBlock block, BlockCollector read)
    {
        try
        {
            read.Add(new BlockParser(head.Dialect, _layout, reader, source.Limits.MaxRowBytes).Parse(block));
        }
        catch (Exception fault)
        {
            read.Fail(block.Number, fault);
        }
    }
}
