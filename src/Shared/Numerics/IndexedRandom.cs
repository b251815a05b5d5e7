using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MLOpsFunctions.Numerics;

/// <summary>Random bits that depend on a seed and an index only, so that the order of execution does not change them.</summary>
internal static class IndexedRandom
{
    private const uint Spread = 0x9E3779B9u;
    private const uint First = 0x85EBCA6Bu;
    private const uint Second = 0xC2B2AE35u;

    /// <summary>32 bits that look independent of those of any other seed or index (the finaliser of MurmurHash3, Appleby 2011).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(int seed, int index)
    {
        var h = (uint)index ^ ((uint)seed * Spread);
        h = (h ^ (h >> 16)) * First;
        h = (h ^ (h >> 13)) * Second;
        return h ^ (h >> 16);
    }

    /// <summary>The same of eight indices.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Of(int seed, Vector256<int> index)
    {
        var h = index.AsUInt32() ^ Vector256.Create((uint)seed * Spread);
        h = (h ^ (h >> 16)) * First;
        h = (h ^ (h >> 13)) * Second;
        return h ^ (h >> 16);
    }
}
