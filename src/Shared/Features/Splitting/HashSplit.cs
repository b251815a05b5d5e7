using System.Globalization;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Features.Splitting;

/// <summary>
/// Assigns keys to sides by their hash alone, whatever other keys there are. Only where so few keys fall together that a side, or a side of a class, would stay empty is a key moved; that
/// is the one case in which later rows can change a row's side.
/// </summary>
internal sealed class HashSplit
{
    private const ulong Second = 0xD1B54A32D192ED03;
    private readonly ulong[] _keys;
    private readonly Side[] _sides;
    private readonly Lazy<ILookup<ulong, int>> _rows;

    private HashSplit(ulong[] keys, SplitDefinition split)
    {
        (_keys, _sides) = (keys, Array.ConvertAll(keys, key => SideOf(key, split)));
        _rows = new(() => Enumerable.Range(0, keys.Length).ToLookup(row => keys[row]));
    }

    /// <summary>Sides of rows by their keys.</summary>
    /// <param name="keys">A key a row.</param>
    /// <param name="noun">What a key stands for, in the plural, for messages.</param>
    /// <param name="split">The shares.</param>
    /// <param name="classes">The rows' classes, where there are any.</param>
    /// <exception cref="ProblemException">There are fewer than three keys.</exception>
    public static Side[] Assign(ulong[] keys, string noun, SplitDefinition split, ClassIndex? classes)
    {
        var (assigned, all) = (new HashSplit(keys, split), Enumerable.Range(0, keys.Length).ToArray());
        if (assigned.Cover(all) is var distinct and < 3)
        {
            throw new ProblemException(new(
                "There is too little data to hold any out",
                string.Create(CultureInfo.InvariantCulture, $"{keys.Length} rows with {distinct} {noun}"),
                $"at least 3 {noun}: one to learn from, one to choose by and one to judge by",
                Try: "Drop a file with more rows"));
        }

        foreach (var rows in classes?.Rows() ?? [])
        {
            assigned.Cover(rows);
        }

        // Among a handful of keys a class may have taken a side's only one.
        assigned.Cover(all);
        return assigned._sides;
    }

    /// <summary>The side that the hash alone gives.</summary>
    public static Side SideOf(ulong key, SplitDefinition split) =>
        StableHash.Fraction(key) < split.Test ? Side.Test
        : StableHash.Fraction(StableHash.Mix(key ^ Second)) < split.Validation ? Side.Validation
        : Side.Training;

    /// <summary>
    /// Gives these rows every side, or, where they have fewer than three keys, at least training. Returns how many keys there are, counted up to three where no side is lacking.
    /// </summary>
    private int Cover(int[] rows)
    {
        var present = new bool[3];
        foreach (var row in rows)
        {
            present[(int)_sides[row]] = true;
        }

        if (present[0] && present[1] && present[2])
        {
            return 3;
        }

        var keys = new SortedDictionary<ulong, Side>();
        foreach (var row in rows)
        {
            keys[_keys[row]] = _sides[row];
        }

        Side[] wanted = keys.Count < 3 ? [Side.Training] : [Side.Training, Side.Test, Side.Validation];
        foreach (var side in wanted.Where(side => !present[(int)side]))
        {
            Fill(side, keys);
        }

        return keys.Count;
    }

    /// <summary>
    /// Takes a key from a side that has another: the lowest for test and validation, which is what a greater share would take first, the highest for training.
    /// </summary>
    private void Fill(Side side, SortedDictionary<ulong, Side> keys)
    {
        var count = keys.Values.CountBy(other => other).ToDictionary();
        var spare = keys.Where(pair => keys.Count < 3 || count[pair.Value] > 1).Select(pair => pair.Key).ToArray();
        if (spare.Length == 0)
        {
            return;
        }

        var key = side == Side.Training ? spare[^1] : spare[0];
        keys[key] = side;
        foreach (var row in _rows.Value[key])
        {
            _sides[row] = side;
        }
    }
}
