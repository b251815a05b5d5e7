using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MLOpsFunctions.Data;

/// <summary>
/// A digest of a frame's rows that their order does not change, nor that of the columns: the sum of the rows' SHA-256
/// digests, so that a row that is there twice counts twice.
/// </summary>
internal static class RowsDigest
{
    private const byte Missing = 0,
        Present = 1;

    /// <summary>SHA-256, lower-case hex.</summary>
    public static string Of(DataFrame frame)
    {
        var columns = Sorted(frame);
        var (low, high, digest) = (UInt128.Zero, UInt128.Zero, new byte[SHA256.HashSizeInBytes]);
        foreach (var row in Rows(frame, columns))
        {
            row.CopyTo(digest, 0);
            low = unchecked(low + BinaryPrimitives.ReadUInt128LittleEndian(digest));
            high = unchecked(high + BinaryPrimitives.ReadUInt128LittleEndian(digest.AsSpan(16)));
        }

        using var whole = new MemoryStream();
        foreach (var column in columns)
        {
            whole.WriteByte((byte)column.Type);
            WriteText(whole, Bytes(column.Name));
        }

        whole.Write(BitConverter.GetBytes((long)frame.RowCount));
        BinaryPrimitives.WriteUInt128LittleEndian(digest, low);
        BinaryPrimitives.WriteUInt128LittleEndian(digest.AsSpan(16), high);
        whole.Write(digest);
        return Convert.ToHexStringLower(SHA256.HashData(whole.ToArray()));
    }

    /// <summary>A digest of each row, in order: equal where two rows have the same cells in the same columns.</summary>
    public static IEnumerable<UInt128> EachOf(DataFrame frame) =>
        Rows(frame, Sorted(frame)).Select(digest => BinaryPrimitives.ReadUInt128LittleEndian(digest));

    private static DataColumn[] Sorted(DataFrame frame) => [.. frame.Columns.OrderBy(column => column.Name, StringComparer.Ordinal)];

    /// <summary>The SHA-256 of each row, in one array that is filled again and again.</summary>
    private static IEnumerable<byte[]> Rows(DataFrame frame, DataColumn[] columns)
    {
        var levels = Array.ConvertAll(columns, column => column is TextColumn text ? Array.ConvertAll(text.Levels, Bytes) : []);
        var digest = new byte[SHA256.HashSizeInBytes];
        using var cells = new MemoryStream();
        for (var row = 0; row < frame.RowCount; row++)
        {
            cells.SetLength(0);
            for (var i = 0; i < columns.Length; i++)
            {
                WriteCell(cells, columns[i], levels[i], row);
            }

            SHA256.HashData(cells.GetBuffer().AsSpan(0, (int)cells.Length), digest);
            yield return digest;
        }
    }

    private static void WriteCell(MemoryStream cells, DataColumn column, byte[][] levels, int row)
    {
        if (column.IsMissing(row))
        {
            cells.WriteByte(Missing);
            return;
        }

        cells.WriteByte(Present);
        if (column is TextColumn text)
        {
            WriteText(cells, levels[text.Codes[row]]);
            return;
        }

        Span<byte> bits = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(
            bits,
            column is TimeColumn time ? time.Ticks[row] : Bits(((NumberColumn)column).Values[row])
        );
        cells.Write(bits);
    }

    /// <summary>Both zeros are one number.</summary>
    private static long Bits(double number) => number == 0 ? 0 : BitConverter.DoubleToInt64Bits(number);

    private static void WriteText(MemoryStream cells, byte[] text)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        cells.Write(length);
        cells.Write(text);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
