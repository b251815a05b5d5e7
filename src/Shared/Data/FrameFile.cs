using System.Runtime.InteropServices;
using System.Text;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data;

/// <summary>
/// The file format of frames: magic and version, rows, columns; then each column's type, name and cells, little-endian,
/// numbers as IEEE 754 bits. Equal frames have equal bytes. A reader takes nothing on trust: every count is held
/// against what the stream can still hold before anything is allocated for it.
/// </summary>
public static class FrameFile
{
    private const uint Magic = 0x31464D4D; // "MMF1"
    private const int MaxText = 1 << 20;

    public static void Write(DataFrame frame, Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(frame.RowCount);
        writer.Write(frame.Columns.Count);
        foreach (var column in frame.Columns)
        {
            writer.Write((byte)column.Type);
            WriteText(writer, column.Name);
            switch (column)
            {
                case NumberColumn number:
                    writer.Write(MemoryMarshal.AsBytes(number.Values.AsSpan()));
                    break;
                case TimeColumn time:
                    writer.Write(MemoryMarshal.AsBytes(time.Ticks.AsSpan()));
                    break;
                case TextColumn text:
                    writer.Write(text.Levels.Length);
                    foreach (var level in text.Levels)
                    {
                        WriteText(writer, level);
                    }

                    writer.Write(MemoryMarshal.AsBytes(text.Codes.AsSpan()));
                    break;
            }
        }
    }

    /// <summary>Reads a frame from a stream that knows its length.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such file.</exception>
    public static DataFrame Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            return Read(reader, stream);
        }
        catch (Exception fault) when (fault is EndOfStreamException or ArgumentException or OverflowException)
        {
            throw Invalid(fault.Message, fault);
        }
    }

    private static DataFrame Read(BinaryReader reader, Stream stream)
    {
        if (reader.ReadUInt32() != Magic)
        {
            throw Invalid("it does not begin as one");
        }

        var (rows, count) = (reader.ReadInt32(), reader.ReadInt32());
        Demand(rows >= 0 && count >= 0 && count <= stream.Length, "its counts are impossible");
        var columns = new List<DataColumn>();
        for (var i = 0; i < count; i++)
        {
            var (type, name) = ((ColumnType)reader.ReadByte(), ReadText(reader, stream));
            columns.Add(
                type switch
                {
                    ColumnType.Number => new NumberColumn(name, CheckNumbers(ReadArray<double>(reader, stream, rows))),
                    ColumnType.Time => new TimeColumn(name, CheckTimes(ReadArray<long>(reader, stream, rows))),
                    ColumnType.Text => ReadTexts(reader, stream, name, rows),
                    _ => throw Invalid($"column {i} is of an unknown type"),
                }
            );
        }

        Demand(stream.Position == stream.Length, "bytes follow its end");
        return new(columns, rows);
    }

    private static TextColumn ReadTexts(BinaryReader reader, Stream stream, string name, int rows)
    {
        var count = reader.ReadInt32();
        Demand(count >= 0 && count <= (stream.Length - stream.Position) / 4, "it has more levels than bytes");
        var levels = new string[count];
        for (var i = 0; i < count; i++)
        {
            levels[i] = ReadText(reader, stream);
        }

        var codes = ReadArray<int>(reader, stream, rows);
        Demand(Array.TrueForAll(codes, code => code >= -1 && code < count), "a code names no level");
        return new(name, codes, levels);
    }

    private static T[] ReadArray<T>(BinaryReader reader, Stream stream, int rows)
        where T : unmanaged
    {
        Demand(rows <= (stream.Length - stream.Position) / Marshal.SizeOf<T>(), "it has more rows than bytes");
        var values = new T[rows];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private static double[] CheckNumbers(double[] values)
    {
        Demand(Array.TrueForAll(values, value => !double.IsInfinity(value)), "a number is infinite");
        return values;
    }

    private static long[] CheckTimes(long[] ticks)
    {
        Demand(
            Array.TrueForAll(ticks, tick => tick == TimeColumn.Missing || (tick >= 0 && tick <= DateTime.MaxValue.Ticks)),
            "a time is out of range"
        );
        return ticks;
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static string ReadText(BinaryReader reader, Stream stream)
    {
        var length = reader.ReadInt32();
        Demand(length >= 0 && length <= stream.Length - stream.Position && length <= MaxText, "a text is longer than what is left");
        return Encoding.UTF8.GetString(reader.ReadBytes(length));
    }

    private static void Demand(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw Invalid(otherwise);
        }
    }

    private static InvalidDataException Invalid(string why, Exception? inner = null) => new($"This is not a frame file: {why}.", inner);
}
