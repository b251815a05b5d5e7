using System.Runtime.CompilerServices;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// A row in a leaf's list: its number in the lower half, its quantised derivatives in the upper half, so that a
/// histogram reads both at once and in order.
/// </summary>
internal static class RowEntry
{
    /// <summary>Packs a row: gradient within 16 bits signed, hessian within 16 bits unsigned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Pack(int row, int gradient, int hessian) => (uint)row | ((ulong)(ushort)hessian << 32) | ((ulong)gradient << 48);

    /// <summary>The row's number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Row(ulong entry) => (int)entry;

    /// <summary>The row's contribution to a histogram cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Addend(ulong entry, int shift) => ((long)entry >> 48 << shift) + (long)(entry >> 32 & 0xFFFF);
}
