using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Monitoring;

/// <summary>
/// An even sample of what is added, at most so many: what has a hash of its id whose last bits are zero, of ever more bits.
/// The order in which things are added changes nothing but the order of the sample.
/// </summary>
/// <param name="most">Most things that are kept; 1 or more.</param>
internal sealed class HashSample<T>(int most)
{
    private readonly List<(ulong Hash, T Value)> _kept = [];
    private ulong _mask;

    public IEnumerable<T> Values => _kept.Select(kept => kept.Value);

    public int Count => _kept.Count;

    /// <summary>Whether what has this id would be kept.</summary>
    public bool Takes(string id) => (StableHash.Of(id) & _mask) == 0;

    public void Add(string id, T value)
    {
        if (!Takes(id))
        {
            return;
        }

        _kept.Add((StableHash.Of(id), value));
        while (_kept.Count > most)
        {
            _mask = (_mask << 1) | 1;
            _kept.RemoveAll(kept => (kept.Hash & _mask) != 0);
        }
    }
}
