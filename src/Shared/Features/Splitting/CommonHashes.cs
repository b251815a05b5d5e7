namespace MLOpsFunctions.Features.Splitting;

/// <summary>
/// Counts in how many texts each word or phrase occurs, by its hash. What many texts have, such as a signature, does not show that two
/// of them are copies.
/// </summary>
/// <param name="texts">The number of texts.</param>
internal sealed class CommonHashes(int texts)
{
    /// <summary>Texts that may share something before it is common: this share of all, and this many in a small file.</summary>
    private const double Share = 0.05;
    private const int Few = 50;

    /// <summary>Two hashes that share a counter count together, and at worst are common too early.</summary>
    private const int Counters = 1 << 21;

    private readonly int[] _texts = new int[Counters];
    private readonly double _most = Math.Max(Few, Share * texts);

    /// <summary>Counts a text in.</summary>
    /// <param name="hashes">What it has, each once.</param>
    public void Add(IEnumerable<ulong> hashes)
    {
        foreach (var hash in hashes)
        {
            _texts[hash % Counters]++;
        }
    }

    /// <summary>Whether many texts have it.</summary>
    public bool IsCommon(ulong hash) => _texts[hash % Counters] > _most;
}
