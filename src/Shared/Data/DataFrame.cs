using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data;

/// <summary>Typed columns of equal length, in memory. Immutable once built; rows are numbered from 0.</summary>
public sealed class DataFrame
{
    private readonly Dictionary<string, int> _index;

    /// <summary>Joins columns of equal length and distinct names.</summary>
    /// <exception cref="ArgumentException">A length differs or a name occurs twice.</exception>
    public DataFrame(IReadOnlyList<DataColumn> columns, int rowCount)
    {
        Columns = columns;
        RowCount = rowCount;
        _index = new(columns.Count, StringComparer.Ordinal);
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].Length != rowCount)
            {
                throw new ArgumentException($"Column '{columns[i].Name}' has {columns[i].Length} rows; expected {rowCount}.");
            }

            if (!_index.TryAdd(columns[i].Name, i))
            {
                throw new ArgumentException($"Column '{columns[i].Name}' occurs twice.");
            }
        }
    }

    /// <summary>The columns, in the file's order.</summary>
    public IReadOnlyList<DataColumn> Columns { get; }

    public int RowCount { get; }

    /// <summary>The given rows, in the given order, as a new frame.</summary>
    public DataFrame Take(int[] rows) => new([.. Columns.Select(column => column.Take(rows))], rows.Length);

    /// <summary>The column of this name, or null.</summary>
    public DataColumn? Find(string name) => _index.TryGetValue(name, out var i) ? Columns[i] : null;
}

/// <summary>
/// One typed column. The type is one of <see cref="NumberColumn"/>, <see cref="TextColumn"/> and
/// <see cref="TimeColumn"/>.
/// </summary>
/// <param name="name">Its name, unique in the frame.</param>
public abstract class DataColumn(string name)
{
    /// <summary>Its name, unique in the frame.</summary>
    public string Name { get; } = name;

    /// <summary>What it holds.</summary>
    public abstract ColumnType Type { get; }

    /// <summary>Rows.</summary>
    public abstract int Length { get; }

    /// <summary>Whether the cell was empty.</summary>
    public abstract bool IsMissing(int row);

    /// <summary>The cells of these rows, in this order, as a new column. A text column keeps its levels.</summary>
    public abstract DataColumn Take(ReadOnlySpan<int> rows);
}

/// <summary>Finite numbers; NaN is a missing cell.</summary>
/// <param name="values">A value a row.</param>
public sealed class NumberColumn(string name, double[] values) : DataColumn(name)
{
    /// <summary>A value a row; NaN where missing, never infinite.</summary>
    public double[] Values { get; } = values;

    /// <inheritdoc/>
    public override ColumnType Type => ColumnType.Number;

    /// <inheritdoc/>
    public override int Length => Values.Length;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => double.IsNaN(Values[row]);

    /// <inheritdoc/>
    public override DataColumn Take(ReadOnlySpan<int> rows)
    {
        var taken = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            taken[i] = Values[rows[i]];
        }

        return new NumberColumn(Name, taken);
    }
}

/// <summary>Texts, dictionary-encoded.</summary>
/// <param name="codes">An index into <paramref name="levels"/> a row, -1 where missing.</param>
/// <param name="levels">Distinct texts, in order of first appearance.</param>
public sealed class TextColumn(string name, int[] codes, string[] levels) : DataColumn(name)
{
    /// <summary>An index into <see cref="Levels"/> a row; -1 where missing.</summary>
    public int[] Codes { get; } = codes;

    /// <summary>Distinct texts, in order of first appearance.</summary>
    public string[] Levels { get; } = levels;

    /// <inheritdoc/>
    public override ColumnType Type => ColumnType.Text;

    /// <inheritdoc/>
    public override int Length => Codes.Length;

    /// <summary>The text of a row, or null where missing.</summary>
    public string? this[int row] => Codes[row] < 0 ? null : Levels[Codes[row]];

    /// <inheritdoc/>
    public override bool IsMissing(int row) => Codes[row] < 0;

    /// <inheritdoc/>
    public override DataColumn Take(ReadOnlySpan<int> rows)
    {
        var taken = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            taken[i] = Codes[rows[i]];
        }

        return new TextColumn(Name, taken, Levels);
    }

    /// <summary>The column with each of its texts replaced; texts that become the same are one level.</summary>
    internal TextColumn Map(Func<string, string> replace)
    {
        var (codes, levels, seen) = (new int[Levels.Length], new List<string>(), new Dictionary<string, int>(StringComparer.Ordinal));
        for (var code = 0; code < codes.Length; code++)
        {
            var text = replace(Levels[code]);
            if (seen.TryAdd(text, levels.Count))
            {
                levels.Add(text);
            }

            codes[code] = seen[text];
        }

        return new(Name, Array.ConvertAll(Codes, code => code < 0 ? -1 : codes[code]), [.. levels]);
    }

    /// <summary>The same cells, with the levels that occur among them, in order of first appearance.</summary>
    internal TextColumn WithoutUnusedLevels()
    {
        var (order, used) = (new int[Levels.Length], new List<string>());
        Array.Fill(order, -1);
        var codes = Array.ConvertAll(
            Codes,
            code =>
            {
                if (code >= 0 && order[code] < 0)
                {
                    order[code] = used.Count;
                    used.Add(Levels[code]);
                }

                return code < 0 ? -1 : order[code];
            }
        );
        return new(Name, codes, [.. used]);
    }
}

/// <summary>Instants in UTC.</summary>
/// <param name="ticks"><see cref="DateTime.Ticks"/> in UTC a row; <see cref="Missing"/> where missing.</param>
public sealed class TimeColumn(string name, long[] ticks) : DataColumn(name)
{
    /// <summary>The tick value of a missing cell.</summary>
    public const long Missing = long.MinValue;

    /// <summary><see cref="DateTime.Ticks"/> in UTC a row; <see cref="Missing"/> where missing.</summary>
    public long[] Ticks { get; } = ticks;

    /// <inheritdoc/>
    public override ColumnType Type => ColumnType.Time;

    /// <inheritdoc/>
    public override int Length => Ticks.Length;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => Ticks[row] == Missing;

    /// <inheritdoc/>
    public override DataColumn Take(ReadOnlySpan<int> rows)
    {
        var taken = new long[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            taken[i] = Ticks[rows[i]];
        }

        return new TimeColumn(Name, taken);
    }
}
