using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Models;

/// <summary>
/// The container of a trained model: named sections of bytes, each with its length and SHA-256, under a header with its
/// own SHA-256. An altered byte is found before a section is used. Reading copies nothing: a section is a part of the
/// array that was read.
/// </summary>
/// <remarks>
/// Layout, little-endian: <c>MLOPSMDL</c>; format version (int32); number of sections (int32); a row of 80 bytes for
/// each section (name in ASCII padded with zeros to 32 bytes, offset and length as int64, SHA-256); the SHA-256 of all
/// that. Then the sections, in the header's order, each at the next multiple of 64 bytes with zeros between.
/// </remarks>
public static class ModelFile
{
    /// <summary>
    /// Version 2 may have a decision rule (section <c>rule</c>); a program that knows version 1 only would ignore it.
    /// In version 3 a text may have both listed levels and buckets; an earlier program would use the buckets only, and
    /// answer wrongly. In version 4 a plan may encode prose. In version 5 a forecast may be counted from smoothed
    /// series, and its interval may have a width for each step ahead.
    /// </summary>
    private const int Version = 5;
    private const int MaxSections = 64;
    private const int NameBytes = 32;
    private const int RowBytes = NameBytes + (2 * sizeof(long)) + SHA256.HashSizeInBytes;
    private const int FixedBytes = 8 + (2 * sizeof(int));
    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => "MLOPSMDL"u8;

    /// <summary>Writes sections; the same sections give the same bytes.</summary>
    /// <param name="sections">Up to 64 names (letters, digits, <c>-</c>, <c>.</c>; at most 32) with their bytes, in the
    /// order to be kept.</param>
    /// <exception cref="ArgumentException">A name is not one, or occurs twice, or there are too many.</exception>
    public static void Write(Stream destination, IReadOnlyList<(string Name, byte[] Bytes)> sections)
    {
        if (sections.Count > MaxSections || sections.DistinctBy(section => section.Name).Count() != sections.Count)
        {
            throw new ArgumentException($"Expected at most {MaxSections} sections with distinct names.", nameof(sections));
        }

        var header = new byte[HeaderBytes(sections.Count)];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), sections.Count);
        long offset = header.Length;
        for (var i = 0; i < sections.Count; i++)
        {
            offset = Align(offset);
            WriteRow(header.AsSpan(FixedBytes + (i * RowBytes), RowBytes), sections[i].Name, offset, sections[i].Bytes);
            offset += sections[i].Bytes.Length;
        }

        SHA256.HashData(header.AsSpan(..^SHA256.HashSizeInBytes), header.AsSpan(^SHA256.HashSizeInBytes..));
        destination.Write(header);
        offset = header.Length;
        foreach (var (_, bytes) in sections)
        {
            destination.Write(new byte[Align(offset) - offset]);
            destination.Write(bytes);
            offset = Align(offset) + bytes.Length;
        }
    }

    /// <summary>
    /// Finds and verifies all sections. Allocates a few bytes for each, and fails on anything that <see cref="Write"/>
    /// would not have written.
    /// </summary>
    /// <param name="file">The whole file. It must not change while a section is in use.</param>
    /// <exception cref="InvalidModelException">These bytes are not a model file, or they were altered.</exception>
    public static IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Read(ReadOnlyMemory<byte> file)
    {
        var count = ReadHeader(file.Span);
        var sections = new Dictionary<string, ReadOnlyMemory<byte>>(count, StringComparer.Ordinal);
        long end = HeaderBytes(count);
        for (var i = 0; i < count; i++)
        {
            var row = file.Span.Slice(FixedBytes + (i * RowBytes), RowBytes);
            var name = ReadName(row[..NameBytes]);
            var offset = BinaryPrimitives.ReadInt64LittleEndian(row[NameBytes..]);
            var length = BinaryPrimitives.ReadInt64LittleEndian(row[(NameBytes + sizeof(long))..]);
            if (
                offset != Align(end)
                || length < 0
                || length > file.Length - offset
                || file.Span[(int)end..(int)offset].ContainsAnyExcept((byte)0)
            )
            {
                throw new InvalidModelException($"Section '{name}' is not where it should be; the file has {file.Length} bytes.");
            }

            var bytes = file.Slice((int)offset, (int)length);
            if (!row[^SHA256.HashSizeInBytes..].SequenceEqual(SHA256.HashData(bytes.Span)) || !sections.TryAdd(name, bytes))
            {
                throw new InvalidModelException($"Section '{name}' does not have the digest that the header gives, or occurs twice.");
            }

            end = offset + length;
        }

        return end == file.Length ? sections : throw new InvalidModelException($"{file.Length - end} bytes follow the last section.");
    }

    private static int ReadHeader(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderBytes(0) || !file.StartsWith(Magic))
        {
            throw new InvalidModelException($"These {file.Length} bytes do not begin as a model file does.");
        }

        if (BinaryPrimitives.ReadInt32LittleEndian(file[8..]) is var version && version is < 1 or > Version)
        {
            throw new InvalidModelException($"The model file has version {version}; this program reads versions 1 to {Version}.");
        }

        var count = BinaryPrimitives.ReadInt32LittleEndian(file[12..]);
        if (count is < 0 or > MaxSections || file.Length < HeaderBytes(count))
        {
            throw new InvalidModelException($"The model file announces {count} sections and has {file.Length} bytes.");
        }

        var header = file[..HeaderBytes(count)];
        return header[^SHA256.HashSizeInBytes..].SequenceEqual(SHA256.HashData(header[..^SHA256.HashSizeInBytes]))
            ? count
            : throw new InvalidModelException("The model file's header does not have the digest that it gives.");
    }

    private static void WriteRow(Span<byte> row, string name, long offset, byte[] bytes)
    {
        if (!IsName(name))
        {
            throw new ArgumentException($"'{name}' cannot name a section.", nameof(name));
        }

        Encoding.ASCII.GetBytes(name, row);
        BinaryPrimitives.WriteInt64LittleEndian(row[NameBytes..], offset);
        BinaryPrimitives.WriteInt64LittleEndian(row[(NameBytes + sizeof(long))..], bytes.Length);
        SHA256.HashData(bytes, row[^SHA256.HashSizeInBytes..]);
    }

    private static string ReadName(ReadOnlySpan<byte> padded)
    {
        var name = Encoding.Latin1.GetString(padded.TrimEnd((byte)0));
        return IsName(name) ? name : throw new InvalidModelException("A section has no valid name.");
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= NameBytes && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');

    private static int HeaderBytes(int sections) => FixedBytes + (sections * RowBytes) + SHA256.HashSizeInBytes;

    private static long Align(long offset) => (offset + Alignment - 1) / Alignment * Alignment;
}
