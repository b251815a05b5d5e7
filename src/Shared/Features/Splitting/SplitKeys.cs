using System.Runtime.InteropServices;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Features.Splitting;

/// <summary>
/// The key of each row; rows with one key share a side. The key is the hash of the row's content: label, features, time
/// and group, with their names. Columns with the role id, weight and ignore are left out: row numbers change with every
/// export, and two records of one event with different ids would leak from training to test. Missing cells add nothing,
/// and the cells are summed. So neither the order of the columns nor a new column that is empty on old rows moves a
/// row. Correcting a cell does move it. Up to <see cref="CopiesPerKey"/> copies of a row share a key, then the next key
/// begins. So a file that was joined to itself a few times stays whole. In a table of few possible rows, thousands are
/// equal by nature, and their copies spread over all sides; without the bound a side would lack whole combinations and
/// the shares would be wrong.
/// </summary>
internal static class SplitKeys
{
    /// <summary>More copies than joining files by mistake makes, fewer than tables of few possible rows have by chance.</summary>
    public const int CopiesPerKey = 16;

    public static ulong[] OfContents(DataFrame frame, IReadOnlyList<ColumnSchema> schema, int seed)
    {
        var keys = Hash(frame, schema.Where(column => column.Role is not (ColumnRole.Id or ColumnRole.Weight or ColumnRole.Ignore)), seed);
        var copies = new Dictionary<ulong, int>(keys.Length);
        foreach (ref var key in keys.AsSpan())
        {
            ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(copies, key, out _);
            key = StableHash.Mix(key + (ulong)(seen++ / CopiesPerKey));
        }

        return keys;
    }

    /// <summary>Keys by the columns with the role group; a row without group gets its own key, by content.</summary>
    /// <exception cref="ProblemException">No column has that role.</exception>
    public static ulong[] OfGroups(DataFrame frame, IReadOnlyList<ColumnSchema> schema, int seed)
    {
        var columns = schema.Where(column => column.Role == ColumnRole.Group).ToArray();
        if (columns.Length == 0)
        {
            throw new ProblemException(
                new(
                    "A group split needs a group",
                    "no column with the role group",
                    "one or more",
                    "split.kind",
                    "Give a column the role group, or choose the split random or time"
                )
            );
        }

        var (groups, contents) = (Hash(frame, columns, seed), OfContents(frame, schema, seed));
        var none = StableHash.Mix(0);
        for (var row = 0; row < groups.Length; row++)
        {
            groups[row] = groups[row] == none ? contents[row] : groups[row];
        }

        return groups;
    }

    /// <summary>The mixed sum of the hashes of a row's cells that are not missing.</summary>
    private static ulong[] Hash(DataFrame frame, IEnumerable<ColumnSchema> columns, int seed)
    {
        var sums = new ulong[frame.RowCount];
        foreach (var name in columns.Select(column => column.Name))
        {
            var salt = StableHash.Mix(StableHash.Of(name) + (ulong)seed);
            switch (frame.Find(name))
            {
                case NumberColumn number:
                    Add(number.Values, salt, sums);
                    break;
                case TextColumn text:
                    Add(text, salt, sums);
                    break;
                case TimeColumn time:
                    Add(time.Ticks, salt, sums);
                    break;
            }
        }

        foreach (ref var sum in sums.AsSpan())
        {
            sum = StableHash.Mix(sum);
        }

        return sums;
    }

    private static void Add(double[] values, ulong salt, ulong[] sums)
    {
        for (var row = 0; row < values.Length; row++)
        {
            if (!double.IsNaN(values[row]))
            {
                sums[row] += StableHash.Mix(StableHash.Of(values[row]) ^ salt);
            }
        }
    }

    private static void Add(long[] ticks, ulong salt, ulong[] sums)
    {
        for (var row = 0; row < ticks.Length; row++)
        {
            if (ticks[row] != TimeColumn.Missing)
            {
                sums[row] += StableHash.Mix(StableHash.Mix((ulong)ticks[row]) ^ salt);
            }
        }
    }

    private static void Add(TextColumn text, ulong salt, ulong[] sums)
    {
        var levels = Array.ConvertAll(text.Levels, level => StableHash.Mix(StableHash.Of(level) ^ salt));
        for (var row = 0; row < text.Codes.Length; row++)
        {
            if (text.Codes[row] >= 0)
            {
                sums[row] += levels[text.Codes[row]];
            }
        }
    }
}
