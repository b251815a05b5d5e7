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
        DataColumn[] columns = [.. frame.Columns.OrderBy(column => column.Name, StringComparer.Ordinal)];
        var levels = Array.ConvertAll(columns, column => column is TextColumn text ? Array.ConvertAll(text.Levels, Bytes) : []);
        var (low, high, digest) = (UInt128.Zero, UInt128.Zero, new byte[SHA256.HashSizeInBytes]);
        using var cells = new MemoryStream();
        for (var row = 0; row < frame.RowCount; row++)
        {
            cells.SetLength(0);
            for (var i = 0; i < columns.Length; i++)
            {
                WriteCell(cells, columns[i], levels[i], row);
            }

            SHA256.HashData(cells.GetBuffer().AsSpan(0, (int)cells.Length), digest);
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
