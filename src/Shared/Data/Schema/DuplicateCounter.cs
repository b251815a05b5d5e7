namespace MLOpsFunctions.Data.Schema;

/// <summary>Counts rows that say exactly what an earlier one says.</summary>
internal static class DuplicateCounter
{
    private const int RowsAtOnce = 1 << 14;

    public static int Count(DataFrame frame, int threads)
    {
        var hashes = new ulong[frame.RowCount];
        Parallel.For(
            0,
            (frame.RowCount + RowsAtOnce - 1) / RowsAtOnce,
            new() { MaxDegreeOfParallelism = threads },
            part =>
            {
                var (from, to) = (part * RowsAtOnce, Math.Min((part + 1) * RowsAtOnce, frame.RowCount));
                foreach (var column in frame.Columns)
                {
                    Mix(column, hashes.AsSpan(from..to), from..to);
                }
            }
        );
        Array.Sort(hashes);
        var count = 0;
        for (var row = 1; row < hashes.Length; row++)
        {
            count += hashes[row] == hashes[row - 1] ? 1 : 0;
        }

        return count;
    }

    private static void Mix(DataColumn column, Span<ulong> hashes, Range rows)
    {
        switch (column)
        {
            case NumberColumn number:
                var values = number.Values.AsSpan(rows);
                for (var i = 0; i < values.Length; i++)
                {
                    hashes[i] = Mix(hashes[i], BitConverter.DoubleToUInt64Bits(values[i]));
                }

                break;
            case TextColumn text:
                var codes = text.Codes.AsSpan(rows);
                for (var i = 0; i < codes.Length; i++)
                {
                    hashes[i] = Mix(hashes[i], (uint)codes[i]);
                }

                break;
            case TimeColumn time:
                var ticks = time.Ticks.AsSpan(rows);
                for (var i = 0; i < ticks.Length; i++)
                {
                    hashes[i] = Mix(hashes[i], (ulong)ticks[i]);
                }

                break;
        }
    }

    /// <summary>
    /// The finaliser of SplitMix64 (Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, 2014). At 64
    /// bits, two of a million different rows meet by chance once in thirty million files.
    /// </summary>
    private static ulong Mix(ulong hash, ulong bits)
    {
        var mixed = (hash ^ bits) + 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
