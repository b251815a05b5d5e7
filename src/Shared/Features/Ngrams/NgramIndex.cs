using System.Numerics;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Features.Ngrams;

/// <summary>Finds the feature of an n-gram's hash, and its weight. Immutable.</summary>
internal sealed class NgramIndex
{
    private readonly uint[] _keys;
    private readonly int[] _slots;
    private readonly int _shift;

    public NgramIndex(NgramTable table, int texts)
    {
        _keys = [.. table.Keys];
        Weights = [.. table.Counts.Select(count => (float)Weight(texts, count))];

        // Open addressing, at most half full.
        var bits = BitOperations.Log2((uint)Math.Max(1, _keys.Length)) + 2;
        (_slots, _shift) = (new int[1 << bits], 32 - bits);
        Array.Fill(_slots, -1);
        for (var feature = 0; feature < _keys.Length; feature++)
        {
            var slot = _keys[feature] >> _shift;
            while (_slots[slot] >= 0)
            {
                slot = (slot + 1) & (uint)(_slots.Length - 1);
            }

            _slots[slot] = feature;
        }
    }

    /// <summary>
    /// The weight of each feature: the smoothed inverse document frequency, ln((1 + n) / (1 + df)) + 1 (Sparck Jones,
    /// Journal of Documentation 28, 1972; smoothed as if one more text had every n-gram).
    /// </summary>
    public float[] Weights { get; }

    /// <summary>The feature of a hash; -1 if there is none.</summary>
    public int Find(uint key)
    {
        for (var slot = key >> _shift; _slots[slot] is >= 0 and var feature; slot = (slot + 1) & (uint)(_slots.Length - 1))
        {
            if (_keys[feature] == key)
            {
                return feature;
            }
        }

        return -1;
    }

    private static double Weight(int texts, int count) => PortableMath.Log((1.0 + texts) / (1.0 + count)) + 1;
}
