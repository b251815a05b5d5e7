using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// A node in the served and stored form: 16 bytes, four in a cache line. An inner node has two adjacent children and
/// one test that sends a row to the second. If the test fails, and it always fails for a missing value, the row goes to
/// the first.
/// </summary>
/// <param name="Threshold">Of a number: the test is x > threshold, or -x > threshold. Of a category or leaf: plus
/// infinity.</param>
/// <param name="Feature">The feature's index; of a category its complement, which is negative; of a leaf 0.</param>
/// <param name="First">The first child's index; a leaf's own.</param>
/// <param name="Bits">Of a number: the bits of x to flip, <see cref="Negate"/> or none. Of a category: the index of its
/// codes. Of a leaf: its value's bits.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = Bytes)]
internal readonly record struct FlatNode(float Threshold, int Feature, int First, uint Bits)
{
    /// <summary>Size in bytes.</summary>
    public const int Bytes = 16;

    /// <summary>The sign bit of a float.</summary>
    public const uint Negate = 1u << 31;

    /// <summary>Whether the test is on a category.</summary>
    public bool IsCategory => Feature < 0;

    /// <summary>The index of the tested feature.</summary>
    public int Source => Feature < 0 ? ~Feature : Feature;

    /// <summary>The value of a leaf.</summary>
    public float Value => BitConverter.UInt32BitsToSingle(Bits);

    /// <summary>
    /// A leaf. A row stays in it, because nothing is above infinity. So all rows may take the same number of steps.
    /// </summary>
    public static FlatNode Leaf(int index, float value) => new(float.PositiveInfinity, 0, index, BitConverter.SingleToUInt32Bits(value));

    /// <summary>A test on a number.</summary>
    public static FlatNode Number(int feature, float threshold, bool negate, int first) =>
        new(threshold, feature, first, negate ? Negate : 0);

    /// <summary>A test on a category.</summary>
    public static FlatNode Category(int feature, int set, int first) => new(float.PositiveInfinity, ~feature, first, (uint)set);

    /// <summary>The next node of a row; not for a category.</summary>
    /// <param name="row">The row's first feature.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(ref float row)
    {
        var value = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(Unsafe.Add(ref row, Feature)) ^ Bits);
        return First + Unsafe.BitCast<bool, byte>(value > Threshold);
    }

    /// <summary>The next node of a row, whatever the test.</summary>
    /// <param name="row">The row's first feature.</param>
    /// <param name="sets">The forest's sets of category codes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(ref float row, ReadOnlySpan<uint> sets) =>
        IsCategory ? First + (IsInSet(Unsafe.Add(ref row, ~Feature), sets[(int)Bits..]) ? 1 : 0) : Next(ref row);

    private static bool IsInSet(float code, ReadOnlySpan<uint> set) =>
        code >= 0 && code < set[0] * 32f && (set[1 + ((int)code >> 5)] >> ((int)code & 31) & 1) != 0;
}
