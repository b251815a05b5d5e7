using MLOpsFunctions.Data;

namespace MLOpsFunctions.Monitoring;

/// <summary>
/// The bins of categories: missing, one bin for each common level, bins that rare levels share, and one for levels that
/// training has not seen. A single bin for all rare levels would not show that all rows now come from one of them.
/// Whether a level is common depends on the rows of the window, so levels are counted singly and put into bins at the
/// end.
/// </summary>
internal sealed class CategoryBins : ColumnBins
{
    /// <summary>
    /// Least mean number of rows in a bin, in the window and in the training rows: chance then adds a twentieth to the
    /// index of either side, half of what counts as a change.
    /// </summary>
    private const double LeastRows = 20;

    private readonly int _missing;
    private readonly int _rows;
    private readonly string[] _names;
    private readonly double[] _reference;
    private readonly long[] _current;
    private readonly Dictionary<string, int> _levels;
    private long _currentMissing;
    private long _currentUnseen;

    public CategoryBins(ColumnProfile profile, int rows)
        : base(profile.Name)
    {
        (_missing, _rows) = (profile.Missing, rows);
        _names = [.. profile.Levels.Select(level => level.Level)];
        _reference = [.. profile.Levels.Select(level => Math.Round(level.Share * rows))];
        _current = new long[_reference.Length];
        _levels = profile
            .Levels.Select((level, i) => (level.Level, i))
            .ToDictionary(level => level.Level, level => level.i, StringComparer.Ordinal);
    }

    public override ColumnSample Sample()
    {
        // In training rows.
        var least = LeastRows / Math.Max(1, Math.Min(_rows, Rows)) * _rows;
        var common = _reference.TakeWhile(rows => rows >= least).Count();
        var rare = _reference.Skip(common).Sum();
        var shared = common == _reference.Length ? 0 : Math.Max(1, (int)(rare / least));
        var unseen = common + shared + 1;
        var (reference, current) = (new double[unseen + 1], new double[unseen + 1]);
        (reference[0], current[0]) = (_missing, _currentMissing);
        (reference[unseen], current[unseen]) = (Math.Max(0, _rows - _missing - _reference.Sum()), _currentUnseen);
        for (var level = 0; level < _reference.Length; level++)
        {
            // Rare levels are dealt in turn, so that each bin has common and rare ones.
            var bin = 1 + (level < common ? level : common + ((level - common) % shared));
            current[bin] += _current[level];
            // Training rows of a level that came once count as unseen: a new row brings a new level just as often
            // (Good, Biometrika 40, 1953).
            reference[_reference[level] > 1 ? bin : unseen] += _reference[level];
        }

        var bins = new BinCounts(reference, current);
        return new(ColumnKind.Category, bins) { Levels = [.. _names.Take(common)], IsReplaced = IsReplaced(bins) };
    }

    /// <summary>Adds up by how much each category's share exceeds the one in training; missing cells are no category.</summary>
    private static bool IsReplaced(BinCounts bins) =>
        Enumerable.Range(1, bins.Reference.Length - 1).Sum(bin => Math.Max(0, bins.CurrentShare(bin) - bins.ReferenceShare(bin))) > 0.5;

    protected override void Count(DataColumn current)
    {
        if (current is not TextColumn texts)
        {
            _currentMissing += current.Length;
            return;
        }

        var indices = Array.ConvertAll(texts.Levels, level => _levels.GetValueOrDefault(level, -1));
        foreach (var code in texts.Codes)
        {
            if (code < 0)
            {
                _currentMissing++;
            }
            else if (indices[code] < 0)
            {
                _currentUnseen++;
            }
            else
            {
                _current[indices[code]]++;
            }
        }
    }
}
