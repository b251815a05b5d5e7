namespace MLOpsFunctions.Data.Inference;

/// <summary>Counts rows that say exactly what an earlier one says.</summary>
internal static class RowDuplicates
{
    public static int Count(DataFrame frame)
    {
        var hashes = new ulong[frame.RowCount];
        foreach (var column in frame.Columns)
        {
            Mix(column, hashes);
        }

        Array.Sort(hashes);
        var count = 0;
        for (var row = 1; row < hashes.Length; row++)
        {
            count += hashes[row] == hashes[row - 1] ? 1 : 0;
        }

        return count;
    }

    /// <summary>At 64 bits, two of a million different rows meet by chance once in thirty million files.</summary>
    private static void Mix(DataColumn column, ulong[] hashes)
    {
        for (var row = 0; row < hashes.Length; row++)
        {
            var bits = column switch
            {
                NumberColumn number => BitConverter.DoubleToUInt64Bits(number.Values[row]),
                TextColumn text => (ulong)(uint)text.Codes[row],
                TimeColumn time => (ulong)time.Ticks[row],
                _ => throw new InvalidOperationException($"Column '{column.Name}' is of no known type."),
            };
            // The finaliser of SplitMix64 (Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, 2014).
            var mixed = (hashes[row] ^ bits) + 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            hashes[row] = mixed ^ (mixed >> 31);
        }
    }
}
