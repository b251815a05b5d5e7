namespace MLOpsFunctions.Data.Reading;

/// <summary>Joins the blocks of a file to whole columns.</summary>
internal static class TableAssembler
{
    public static RawTable Join(ColumnLayout layout, BlockCollector read, bool commas, int threads)
    {
        var columns = new DataColumn[layout.Columns];
        Parallel.For(
            0,
            columns.Length,
            new() { MaxDegreeOfParallelism = threads },
            i =>
                columns[i] = layout.Numeric[i]
                    ? Numbers(layout.Names[i], layout.Slots[i], read)
                    : Texts(layout.Names[i], layout.Slots[i], read)
        );
        var commaCells = Enumerable
            .Range(0, layout.Columns)
            .Where(i => layout.Commas[i])
            .ToDictionary(i => i, i => CommaCells(layout.Slots[i], read));
        return new(columns, Lines(read), read.RowsRead, Unparsed(read).ToLookup(cell => cell.Column), commas, commaCells, read.Utf8)
        {
            EmptyLines = read.EmptyLines,
            Marks = Enumerable
                .Range(0, layout.Columns)
                .Where(i => layout.Numeric[i])
                .ToDictionary(i => i, i => Marks(layout.Slots[i], read)),
        };
    }

    private static NumberColumn Numbers(string name, int slot, BlockCollector read)
    {
        var (values, at) = (GC.AllocateUninitializedArray<double>(read.Rows), 0);
        foreach (var block in read.Blocks)
        {
            block.NumberSlot(slot)[..block.Rows].CopyTo(values.AsSpan(at));
            at += block.Rows;
        }

        return new(name, values);
    }

    private static TextColumn Texts(string name, int slot, BlockCollector read)
    {
        var (codes, at) = (GC.AllocateUninitializedArray<int>(read.Rows), 0);
        foreach (var block in read.Blocks)
        {
            block.CodeSlot(slot)[..block.Rows].CopyTo(codes.AsSpan(at));
            at += block.Rows;
        }

        return new(name, codes, read.Levels.Texts(slot));
    }

    private static IReadOnlyList<(string Text, long Cells)> Marks(int slot, BlockCollector read) =>
        [
            .. read
                .Blocks.SelectMany(block => block.Marks[slot]?.Marks ?? [])
                .GroupBy(mark => mark.Text, StringComparer.Ordinal)
                .Select(mark => (mark.Key, mark.Sum(each => each.Cells))),
        ];

    private static bool[] CommaCells(int slot, BlockCollector read)
    {
        var (cells, at) = (new bool[read.Rows], 0);
        foreach (var block in read.Blocks)
        {
            block.CommaSlot(slot).CopyTo(cells.AsSpan(at));
            at += block.Rows;
        }

        return cells;
    }

    private static IEnumerable<UnparsedCell> Unparsed(BlockCollector read)
    {
        var at = 0;
        foreach (var block in read.Blocks)
        {
            foreach (var cell in block.Unparsed)
            {
                yield return cell with
                {
                    Row = at + cell.Row,
                };
            }

            at += block.Rows;
        }
    }

    private static long[] Lines(BlockCollector read)
    {
        var (lines, at) = (new long[read.Rows], 0);
        foreach (var block in read.Blocks)
        {
            for (var row = 0; row < block.Rows; row++)
            {
                lines[at++] = block.LineOf(row);
            }
        }

        return lines;
    }
}
