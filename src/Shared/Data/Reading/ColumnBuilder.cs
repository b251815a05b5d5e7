using System.Text;
using System.Text.Unicode;

namespace MLOpsFunctions.Data.Reading;

/// <summary>Collects the cells of one column. The row under way may be taken back, because a later cell can spoil it.</summary>
internal abstract class ColumnBuilder(string name)
{
    public string Name { get; } = name;

    /// <summary>Stores a cell of a row. Null where it fits, else what is wrong with it.</summary>
    public abstract string? Set(int row, ReadOnlySpan<byte> cell);

    /// <summary>The first <paramref name="rows"/> cells.</summary>
    public abstract DataColumn Build(int rows);

    protected static void Grow<T>(ref T[] values, int row)
    {
        if (row == values.Length)
        {
            Array.Resize(ref values, Math.Max(1024, checked(values.Length * 2)));
        }
    }
}

/// <summary>Numbers.</summary>
internal sealed class NumberBuilder(string name) : ColumnBuilder(name)
{
    private double[] _values = [];

    /// <summary>Cells that were neither a number nor missing.</summary>
    public long Strays { get; private set; }

    /// <summary>Cells that were numbers.</summary>
    public long Numbers { get; private set; }

    public override string? Set(int row, ReadOnlySpan<byte> cell)
    {
        Grow(ref _values, row);
        if (MissingMarkers.IsMissing(cell))
        {
            _values[row] = double.NaN;
            return null;
        }

        if (!Numeric.TryParse(cell, out var value))
        {
            Strays++;
            return "not a number";
        }

        Numbers++;
        _values[row] = value;
        return double.IsFinite(value) ? null : "not a finite number";
    }

    public override DataColumn Build(int rows) => new NumberColumn(Name, _values.AsSpan(0, rows).ToArray());
}

/// <summary>Texts, each distinct one kept once.</summary>
internal sealed class TextBuilder(string name) : ColumnBuilder(name)
{
    private readonly Dictionary<byte[], int> _codes = new(Utf8Comparer.Instance);
    private readonly List<byte[]> _levels = [];
    private int[] _values = [];

    public override string? Set(int row, ReadOnlySpan<byte> cell)
    {
        Grow(ref _values, row);
        if (MissingMarkers.IsMissing(cell))
        {
            _values[row] = -1;
            return null;
        }

        var lookup = _codes.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!lookup.TryGetValue(cell, out var code))
        {
            if (!Utf8.IsValid(cell))
            {
                return "not valid UTF-8";
            }

            if (cell.Contains((byte)0))
            {
                return "a NUL character";
            }

            code = _levels.Count;
            var level = cell.ToArray();
            _levels.Add(level);
            _codes.Add(level, code);
        }

        _values[row] = code;
        return null;
    }

    /// <summary>The cells, with the levels that they use, in order of first appearance.</summary>
    public override DataColumn Build(int rows)
    {
        var (codes, order, used) = (new int[rows], new int[_levels.Count], new List<string>());
        Array.Fill(order, -1);
        for (var row = 0; row < rows; row++)
        {
            var code = _values[row];
            if (code >= 0 && order[code] < 0)
            {
                order[code] = used.Count;
                used.Add(Encoding.UTF8.GetString(_levels[code]));
            }

            codes[row] = code < 0 ? -1 : order[code];
        }

        return new TextColumn(Name, codes, [.. used]);
    }
}

/// <summary>Compares UTF-8 texts without making strings of them.</summary>
internal sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static readonly Utf8Comparer Instance = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        // Seeded anew in each process, so that no file can be made to collide.
        var hash = default(HashCode);
        hash.AddBytes(alternate);
        return hash.ToHashCode();
    }

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
