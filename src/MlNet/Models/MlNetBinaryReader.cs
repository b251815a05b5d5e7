using System.Runtime.InteropServices;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.MlNet.Models;

/// <summary>
/// Reads the output of ML.NET's binary writers. An array follows its length, which is checked against the remaining
/// bytes before anything is allocated.
/// </summary>
internal static class MlNetBinaryReader
{
    /// <summary>ML.NET first writes the size of its floats: 4 bytes.</summary>
    public static void FloatSize(this ModelBinaryReader body) => body.ReadInt32("The size of floats", sizeof(float), sizeof(float));

    /// <summary>A length and so many values.</summary>
    /// <exception cref="InvalidModelException">There are fewer or more of them.</exception>
    public static T[] Array<T>(this ModelBinaryReader body, string what, int min = 0, int max = int.MaxValue)
        where T : unmanaged
    {
        var count = body.ReadCount(what, Marshal.SizeOf<T>(), max);
        return count >= min ? body.Values<T>(count) : throw new InvalidModelException($"{what} are {count}; expected at least {min}.");
    }

    /// <summary>So many values.</summary>
    /// <exception cref="InvalidModelException">Fewer are left.</exception>
    public static T[] Values<T>(this ModelBinaryReader body, int count)
        where T : unmanaged =>
        (long)count * Marshal.SizeOf<T>() <= body.Remaining
            ? MemoryMarshal.Cast<byte, T>(body.ReadBytes(count * Marshal.SizeOf<T>()).Span).ToArray()
            : throw new InvalidModelException(
                $"{count} values of {Marshal.SizeOf<T>()} bytes were expected and {body.Remaining} bytes are left."
            );
}
