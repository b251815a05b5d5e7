using System.Globalization;
using System.Text;
using Parquet;
using Parquet.Schema;

namespace MLOpsFunctions.Data.Reading.Formats;

/// <summary>The cells of one column of a group of rows.</summary>
internal abstract class ParquetColumn
{
    private static readonly HashSet<Type> Types =
    [
        typeof(bool),
        typeof(byte),
        typeof(sbyte),
        typeof(short),
        typeof(ushort),
        typeof(int),
        typeof(uint),
        typeof(long),
        typeof(ulong),
        typeof(float),
        typeof(double),
        typeof(decimal),
        typeof(string),
        typeof(ReadOnlyMemory<char>),
        typeof(DateTime),
        typeof(DateOnly),
        typeof(TimeOnly),
        typeof(TimeSpan),
        typeof(Guid),
    ];

    /// <summary>Whether cells of a type can be read.</summary>
    public static bool Reads(Type type) => Types.Contains(type);

    public abstract void Write(int row, CellLine cells);

    public static ParquetColumn Read(ParquetRowGroupReader group, DataField field, int rows)
    {
        var isUtc = field is DateTimeDataField { IsAdjustedToUTC: true };
        return field.ClrType switch
        {
            var type when type == typeof(string) || type == typeof(ReadOnlyMemory<char>) => new Texts(ReadTexts(group, field, rows)),
            var type when type == typeof(bool) => new Values<bool>(
                group,
                field,
                rows,
                (value, cells) => cells.Add(value ? "true"u8 : "false"u8)
            ),
            var type when type == typeof(byte) => Number<byte>(group, field, rows),
            var type when type == typeof(sbyte) => Number<sbyte>(group, field, rows),
            var type when type == typeof(short) => Number<short>(group, field, rows),
            var type when type == typeof(ushort) => Number<ushort>(group, field, rows),
            var type when type == typeof(int) => Number<int>(group, field, rows),
            var type when type == typeof(uint) => Number<uint>(group, field, rows),
            var type when type == typeof(long) => Number<long>(group, field, rows),
            var type when type == typeof(ulong) => Number<ulong>(group, field, rows),
            var type when type == typeof(float) => new Values<float>(
                group,
                field,
                rows,
                (value, cells) => AddFinite(value, float.IsNaN(value), cells)
            ),
            var type when type == typeof(double) => new Values<double>(
                group,
                field,
                rows,
                (value, cells) => AddFinite(value, double.IsNaN(value), cells)
            ),
            var type when type == typeof(decimal) => new Values<decimal>(group, field, rows, (value, cells) => cells.Add(Shortest(value))),
            var type when type == typeof(DateTime) => new Values<DateTime>(
                group,
                field,
                rows,
                (value, cells) => cells.Add(Text(value, isUtc))
            ),
            var type when type == typeof(DateOnly) => new Values<DateOnly>(
                group,
                field,
                rows,
                (value, cells) => cells.Add(value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            ),
            var type when type == typeof(TimeOnly) => new Values<TimeOnly>(
                group,
                field,
                rows,
                (value, cells) => cells.Add(value.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture))
            ),
            var type when type == typeof(TimeSpan) => new Values<TimeSpan>(
                group,
                field,
                rows,
                (value, cells) => cells.Add(value.ToString("c", CultureInfo.InvariantCulture))
            ),
            _ => new Values<Guid>(group, field, rows, (value, cells) => cells.Add(value.ToString("D"))),
        };
    }

    private static Values<T> Number<T>(ParquetRowGroupReader group, DataField field, int rows)
        where T : struct, IUtf8SpanFormattable => new(group, field, rows, (value, cells) => cells.AddNumber(value));

    private static void AddFinite<T>(T value, bool isNone, CellLine cells)
        where T : IUtf8SpanFormattable
    {
        if (isNone)
        {
            cells.Missing();
        }
        else
        {
            cells.AddNumber(value);
        }
    }

    /// <summary>The number without the zeros that its scale asks for: 1.50 is 1.5.</summary>
    private static string Shortest(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>An instant with its Z where the file says that it is in UTC; else the time that a clock shows.</summary>
    private static string Text(DateTime time, bool isUtc) =>
        time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) + (isUtc ? "Z" : "");

    private static string?[] ReadTexts(ParquetRowGroupReader group, DataField field, int rows)
    {
        var texts = new string?[rows];
        group.ReadAsync(field, texts.AsMemory()!, null, default).AsTask().GetAwaiter().GetResult();
        return texts;
    }

    private sealed class Texts(string?[] cells) : ParquetColumn
    {
        private string? _last;
        private byte[] _bytes = [];

        public override void Write(int row, CellLine line)
        {
            var text = cells[row];
            if (!ReferenceEquals(text, _last) || text is null)
            {
                (_last, _bytes) = (text, text is null ? [] : Encoding.UTF8.GetBytes(text));
            }

            line.Add(_bytes);
        }
    }

    private sealed class Values<T> : ParquetColumn
        where T : struct
    {
        private readonly T[] _plain = [];
        private readonly T?[] _nullable = [];
        private readonly Action<T, CellLine> _write;

        public Values(ParquetRowGroupReader group, DataField field, int rows, Action<T, CellLine> write)
        {
            _write = write;
            if (field.IsNullable)
            {
                _nullable = new T?[rows];
                group.ReadAsync<T>(field, _nullable.AsMemory(), null, default).AsTask().GetAwaiter().GetResult();
            }
            else
            {
                _plain = new T[rows];
                group.ReadAsync<T>(field, _plain.AsMemory(), null, default).AsTask().GetAwaiter().GetResult();
            }
        }

        public override void Write(int row, CellLine cells)
        {
            if (_nullable.Length == 0)
            {
                _write(_plain[row], cells);
            }
            else if (_nullable[row] is { } value)
            {
                _write(value, cells);
            }
            else
            {
                cells.Missing();
            }
        }
    }
}
