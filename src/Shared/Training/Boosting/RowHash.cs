namespace MLOpsFunctions.Training.Boosting;

/// <summary>Random bits that depend on nothing but a seed and an index, so that no order of execution can change what is drawn.</summary>
internal static class RowHash
{
    /// <summary>32 bits that look independent of those of any other seed or index (the finaliser of MurmurHash3, Appleby 2011).</summary>
    public static uint Of(int seed, int index)
    {
        var h = (uint)index ^ ((uint)seed * 0x9E3779B9u);
        h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
        h = (h ^ (h >> 13)) * 0xC2B2AE35u;
        return h ^ (h >> 16);
    }
}
