namespace MLOpsFunctions.Numerics;

/// <summary>
/// Random numbers that are the same on every machine and in every version: SplitMix64 (Steele, Lea and Flood, OOPSLA
/// 2014).
/// </summary>
internal struct SeededRandom
{
    private ulong _state;

    /// <summary>Each seed and stream has its own sequence.</summary>
    /// <param name="seed">The seed that was given.</param>
    /// <param name="stream">Which of the sequences under this seed, e.g. the number of a tree or of a resample.</param>
    public SeededRandom(int seed, int stream = 0) => _state = StableHash.Mix(((ulong)(uint)seed << 32) | (uint)stream);

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        var next = StableHash.Mix(_state);
        _state += 0x9E3779B97F4A7C15;
        return next;
    }

    /// <summary>0 to below 1.</summary>
    public double NextFraction() => StableHash.Fraction(Next());

    /// <summary>
    /// 0 to below <paramref name="bound"/>, which is above 0. The bias, at most bound / 2^32, is far below what any use
    /// here could notice (Lemire 2019).
    /// </summary>
    public int Next(int bound) => (int)(((Next() >> 32) * (ulong)bound) >> 32);

    /// <summary>Brings an even draw without replacement to the first places (Fisher and Yates).</summary>
    public void Shuffle(int[] items, int first)
    {
        for (var i = 0; i < first; i++)
        {
            var j = i + Next(items.Length - i);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
