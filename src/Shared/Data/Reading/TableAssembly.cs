using System.Text;

namespace MLOpsFunctions.Data.Reading;

/// <summary>Joins the blocks of a file to whole columns.</summary>
internal static class TableAssembly
{
    public static RawTable Join(Layout layout, ReadBlocks read, bool commas, int threads)
    {
        var columns = new DataColumn[layout.Columns];
        Parallel.For(0, columns.Length, new() { MaxDegreeOfParallelism = threads }, i => columns[i] = layout.Numeric[i]
            ? Numbers(layout.Names[i], layout.Slots[i], read)
            : Texts(layout.Names[i], layout.Slots[i], read));
        return new(columns, Lines(read), read.RowsRead, Strays(read).ToLookup(stray => stray.Column), commas);
    }

    private static NumberColumn Numbers(string name, int slot, ReadBlocks read)
    {
        var (values, at) = (GC.AllocateUninitializedArray<double>(read.Rows), 0);
        foreach (var block in read.Blocks)
        {
            block.NumberSlot(slot)[..block.Rows].CopyTo(values.AsSpan(at));
            at += block.Rows;
        }

        return new(name, values);
    }

    /// <summary>Each thread has codes of its own; the file's are in order of first appearance among the rows that are left.</summary>
    private static TextColumn Texts(string name, int slot, ReadBlocks read)
    {
        var (codes, at) = (GC.AllocateUninitializedArray<int>(read.Rows), 0);
        var (levels, index) = (new List<string>(), new Dictionary<string, int>(StringComparer.Ordinal));
        var mapped = new Dictionary<TextLevels, int[]>();
        foreach (var block in read.Blocks)
        {
            var own = block.Levels[slot];
            if (!mapped.TryGetValue(own, out var map))
            {
                Array.Fill(map = new int[own.Count], -1);
                mapped.Add(own, map);
            }

            foreach (var code in block.CodeSlot(slot)[..block.Rows])
            {
                codes[at++] = code < 0 ? -1 : map[code] >= 0 ? map[code] : map[code] = CodeOf(own[code]);
            }
        }

        return new(name, codes, [.. levels]);

        int CodeOf(ReadOnlySpan<byte> level)
        {
            var text = Encoding.UTF8.GetString(level);
            if (index.TryAdd(text, levels.Count))
            {
                levels.Add(text);
            }

            return index[text];
        }
    }

    private static IEnumerable<StrayCell> Strays(ReadBlocks read)
    {
        var at = 0;
        foreach (var block in read.Blocks)
        {
            foreach (var stray in block.Strays)
            {
                yield return stray with { Row = at + stray.Row };
            }

            at += block.Rows;
        }
    }

    private static long[] Lines(ReadBlocks read)
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
