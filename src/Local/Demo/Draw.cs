using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace MLOpsFunctions.Local.Demo;

/// <summary>How the samples draw values and write cells.</summary>
internal static class Draw
{
    /// <summary>A value of the standard normal distribution: one of the two of Box and Muller's transform (1958).</summary>
    public static double Normal(this Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>One of some items, each as likely.</summary>
    public static T Of<T>(this Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];

    /// <summary>Whether something of this probability, 0 to 1, happens.</summary>
    public static bool Happens(this Random random, double probability) => random.NextDouble() < probability;

    /// <summary>Another seed: what is drawn by it has nothing to do with what is drawn by this one, or by its neighbours.</summary>
    public static int Mix(int seed)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, seed);
        return BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(bytes)) & int.MaxValue;
    }

    /// <summary>A number as a cell.</summary>
    public static string Cell(double value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A truth value as a cell.</summary>
    public static string Cell(bool value) => value ? "yes" : "no";

    /// <summary>A day as a cell.</summary>
    public static string Cell(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
