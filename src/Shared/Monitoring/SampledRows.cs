using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Text;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Monitoring;

/// <summary>
/// An even sample of rows as a classifier takes them. It is chosen by the numbers of the rows, so that it does not matter
/// in how many frames they come.
/// </summary>
internal sealed class SampledRows(SampledColumn[] columns)
{
    /// <summary>Most rows of a sample.</summary>
    private const int MaxRows = 5_000;

    private readonly List<(ulong Hash, float[] Cells)> _rows = [];
    private ulong _mask;
    private ulong _seen;

    public int Count => _rows.Count;

    public void Add(DataFrame frame)
    {
        var sources = Array.ConvertAll(columns, column => column.Read(frame));
        for (var row = 0; row < frame.RowCount; row++)
        {
            var hash = StableHash.Mix(_seen++);
            if ((hash & _mask) == 0)
            {
                _rows.Add((hash, Array.ConvertAll(sources, source => source(row))));
            }

            if (_rows.Count > MaxRows)
            {
                _mask = (_mask << 1) | 1;
                _rows.RemoveAll(kept => (kept.Hash & _mask) != 0);
            }
        }
    }

    public IEnumerable<float> Column(int column) => _rows.Select(row => row.Cells[column]);
}

/// <summary>A column as a classifier takes it: numbers, codes of the common categories, and lengths of texts.</summary>
internal sealed class SampledColumn
{
    /// <summary>Categories that are told apart; all others share a code.</summary>
    private const int MaxLevels = 60;

    private readonly ColumnProfile _profile;
    private readonly Dictionary<string, int> _codes;

    public SampledColumn(ColumnProfile profile)
    {
        _profile = profile;
        _codes = profile
            .Levels.Take(MaxLevels)
            .Select((level, code) => (level.Level, code))
            .ToDictionary(level => level.Level, level => level.code, StringComparer.Ordinal);
    }

    public FeatureInfo Feature =>
        _profile.Type == ColumnType.Text && _profile.Numbers is null
            ? new(_profile.Name, _profile.Name, FeatureKind.Categorical, _codes.Count + 1)
            : new(_profile.Name, _profile.Name, FeatureKind.Numeric);

    /// <summary>Gives the cells of a frame; missing where it has no such column.</summary>
    public Func<int, float> Read(DataFrame frame) =>
        frame.Find(_profile.Name) switch
        {
            NumberColumn numbers when _profile.Type == ColumnType.Number => row => Finite(numbers.Values[row]),
            TextColumn texts when _profile.Type == ColumnType.Text && _profile.Numbers is null => Codes(texts),
            TextColumn texts when _profile.Type == ColumnType.Text => Lengths(texts),
            _ => _ => float.NaN,
        };

    private static float Finite(double value) => (float)Math.Clamp(value, float.MinValue, float.MaxValue);

    private Func<int, float> Codes(TextColumn texts)
    {
        var codes = Array.ConvertAll(texts.Levels, level => _codes.GetValueOrDefault(level, _codes.Count));
        return row => texts.Codes[row] < 0 ? float.NaN : codes[texts.Codes[row]];
    }

    private static Func<int, float> Lengths(TextColumn texts) =>
        row => texts.Codes[row] < 0 ? float.NaN : Tokenizer.LengthOf(texts.Levels[texts.Codes[row]]);
}
