using System.Globalization;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Features.Splitting;

/// <summary>
/// Assigns keys to sides by their hash only, whatever other keys there are. A key moves only if a side, or a side of a
/// class, would stay empty; this is the one case in which later rows can change a row's side.
/// </summary>
internal sealed class HashSplit
{
    private const ulong Second = 0xD1B54A32D192ED03;
    private readonly ulong[] _keys;
    private readonly Side[] _wanted;
    private readonly Side[] _sides;
    private readonly Lazy<ILookup<ulong, int>> _rows;

    private HashSplit(ulong[] keys, SplitDefinition split, Side[] wanted)
    {
        (_keys, _wanted, _sides) = (keys, wanted, Array.ConvertAll(keys, key => SideOf(key, split)));
        _rows = new(() => Enumerable.Range(0, keys.Length).ToLookup(row => keys[row]));
    }

    /// <summary>Sides of rows by their keys.</summary>
    /// <param name="keys">The key of each row.</param>
    /// <param name="noun">The name of keys in messages, in the plural.</param>
    /// <param name="split">The shares.</param>
    /// <param name="classes">The rows' classes, where there are any.</param>
    /// <exception cref="ProblemException">There are fewer than three keys.</exception>
    public static Side[] Assign(ulong[] keys, string noun, SplitDefinition split, ClassIndex? classes) =>
        new HashSplit(keys, split, [Side.Training, Side.Test, Side.Validation]).Assign(
            noun,
            "one to learn from, one to choose by and one to judge by",
            classes
        );

    /// <summary>The same for rows without test rows: some become validation rows.</summary>
    /// <exception cref="ProblemException">There are fewer than two keys.</exception>
    public static Side[] Halve(ulong[] keys, string noun, SplitDefinition split, ClassIndex? classes) =>
        new HashSplit(keys, split with { Test = 0 }, [Side.Training, Side.Validation]).Assign(
            noun,
            "one to learn from and one to choose by",
            classes
        );

    private Side[] Assign(string noun, string uses, ClassIndex? classes)
    {
        var all = Enumerable.Range(0, _keys.Length).ToArray();
        if (Cover(all) is var distinct && distinct < _wanted.Length)
        {
            throw new ProblemException(
                new(
                    "There is too little data to hold any out",
                    string.Create(CultureInfo.InvariantCulture, $"{_keys.Length} rows with {distinct} {noun}"),
                    $"at least {_wanted.Length} {noun}: {uses}",
                    Try: "Drop a file with more rows"
                )
            );
        }

        foreach (var rows in classes?.Rows() ?? [])
        {
            Cover(rows);
        }

        // With a handful of keys, moving one for a class may have emptied a side.
        Cover(all);
        return _sides;
    }

    /// <summary>The side by hash.</summary>
    public static Side SideOf(ulong key, SplitDefinition split) =>
        StableHash.Fraction(key) < split.Test ? Side.Test
        : StableHash.Fraction(StableHash.Mix(key ^ Second)) < (split.Validation ?? DefinitionDefaults.ValidationShare) ? Side.Validation
        : Side.Training;

    /// <summary>
    /// Gives these rows all wanted sides or, with too few keys, at least training. Returns the number of keys, counted
    /// up to the number of sides if none is empty.
    /// </summary>
    private int Cover(int[] rows)
    {
        var present = new bool[3];
        foreach (var row in rows)
        {
            present[(int)_sides[row]] = true;
        }

        if (Array.TrueForAll(_wanted, side => present[(int)side]))
        {
            return _wanted.Length;
        }

        var keys = new SortedDictionary<ulong, Side>();
        foreach (var row in rows)
        {
            keys[_keys[row]] = _sides[row];
        }

        Side[] wanted = keys.Count < _wanted.Length ? [Side.Training] : _wanted;
        foreach (var side in wanted.Where(side => !present[(int)side]))
        {
            Fill(side, keys);
        }

        return keys.Count;
    }

    /// <summary>
    /// Moves a key from a side that has another: the lowest hash for test and validation, which a greater share would
    /// take first; the highest for training.
    /// </summary>
    private void Fill(Side side, SortedDictionary<ulong, Side> keys)
    {
        var count = keys.Values.CountBy(other => other).ToDictionary();
        var spare = keys.Where(pair => keys.Count < _wanted.Length || count[pair.Value] > 1).Select(pair => pair.Key).ToArray();
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
