using System.Runtime.InteropServices;

namespace MLOpsFunctions.Numerics;

/// <summary>
/// Hashes that are the same on every host and in every version, because sides of a split and buckets of a column depend
/// on them. Not for secrets: a person who knows the seed can choose the side of a row.
/// </summary>
internal static class StableHash
{
    private const ulong FnvOffset = 0xCBF29CE484222325;
    private const ulong FnvPrime = 0x100000001B3;

    /// <summary>Spreads 64 bits over 64 bits, one to one (the finaliser of SplitMix64; Steele, Lea and Flood, OOPSLA 2014).</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>A text's hash: FNV-1a over its UTF-16 units, then mixed (Fowler, Noll and Vo; draft-eastlake-fnv).</summary>
    public static ulong Of(ReadOnlySpan<char> text)
    {
        var hash = FnvOffset;
        foreach (var unit in MemoryMarshal.Cast<char, ushort>(text))
        {
            hash = (hash ^ unit) * FnvPrime;
        }

        return Mix(hash);
    }

    /// <summary>A number's hash; both zeros are one number.</summary>
    public static ulong Of(double number) => Mix(number == 0 ? 0 : BitConverter.DoubleToUInt64Bits(number));

    /// <summary>The top 53 bits as a fraction, 0 to below 1.</summary>
    public static double Fraction(ulong hash) => (hash >> 11) * (1.0 / (1UL << 53));
}
