using System.Runtime.InteropServices;

namespace MLOpsFunctions.Training.Boosting;

/// <summary>
/// A node as it is served and stored: 16 bytes, four to a cache line. An inner node has its two children side by side and one test that sends a row
/// to the second of them; where the test fails, and it always fails for a missing value, the row goes to the first.
/// </summary>
/// <param name="Threshold">Of a number: the test is x > threshold, or -x > threshold where flipped. Of a category: where its codes begin.</param>
/// <param name="Test">The feature, with <see cref="Flip"/> or <see cref="Category"/>.</param>
/// <param name="First">The first child's index; a leaf's own.</param>
/// <param name="Value">What a leaf adds.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = Bytes)]
internal readonly record struct FlatNode(float Threshold, uint Test, int First, float Value)
{
    /// <summary>Size.</summary>
    public const int Bytes = 16;

    /// <summary>The test is made on -x: the bit that turns a float's sign.</summary>
    public const uint Flip = 1u << 31;

    /// <summary>The test is whether the code is in a set.</summary>
    public const uint Category = 1u << 30;

    /// <summary>The feature's index.</summary>
    public int Feature => (int)(Test & ~(Flip | Category));

    /// <summary>Where a category's codes begin among the forest's sets.</summary>
    public int SetStart => BitConverter.SingleToInt32Bits(Threshold);

    /// <summary>A leaf. A row that arrives stays, whatever it holds, so that all rows may take the same number of steps.</summary>
    public static FlatNode Leaf(int index, float value) => new(float.PositiveInfinity, 0, index, value);
}
