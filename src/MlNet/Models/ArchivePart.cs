using System.Buffers.Binary;
using System.Text;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.MlNet.Models;

/// <summary>A part of a model archive: the signature of the ML.NET type that reads it, and its content.</summary>
/// <remarks>
/// ML.NET's ModelHeader: 256 bytes, little-endian; the body's length at 0x18, its version at 0x48, the type's signature
/// at 0x50. The body follows.
/// </remarks>
/// <param name="Signature">The type's signature.</param>
/// <param name="Version">The body's version.</param>
/// <param name="Body">The content for that type.</param>
internal sealed record ArchivePart(string Signature, uint Version, ReadOnlyMemory<byte> Body)
{
    private const ulong Magic = 0x4C45444F4D004C4D;
    private const int HeaderBytes = 0x100;
    private const int SignatureBytes = 24;

    /// <summary>Reads a part.</summary>
    /// <param name="entry">The entry in the archive.</param>
    /// <param name="bytes">All bytes of the part.</param>
    /// <exception cref="InvalidModelException">It has no valid header, or ends within its body.</exception>
    public static ArchivePart Read(string entry, byte[] bytes)
    {
        if (
            bytes.Length < HeaderBytes
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(0x10)) != HeaderBytes
        )
        {
            throw new InvalidModelException($"Entry '{entry}' does not begin as a part of an ML.NET model does.");
        }

        var length = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(0x18));
        return length >= 0 && length <= bytes.Length - HeaderBytes
            ? new(
                Encoding.Latin1.GetString(bytes, 0x50, SignatureBytes).TrimEnd('\0'),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(0x48)),
                bytes.AsMemory(HeaderBytes, (int)length)
            )
            : throw new InvalidModelException($"Entry '{entry}' has a body of {length} bytes and {bytes.Length} bytes in all.");
    }
}
