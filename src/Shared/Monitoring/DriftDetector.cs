using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Monitoring;

/// <summary>
/// Compares current rows with a training profile. Rows come in any number of frames; only counts are kept. All features
/// are compared except times, which always move on. A column has drifted if its change is large enough to matter
/// (<see cref="Psi"/>) and too large for chance (<see cref="GTest"/>, with <see cref="Holm"/> over the columns).
/// </summary>
public sealed class DriftDetector
{
    /// <summary>The age up to which predictions count as current: a week has each weekday once.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(7);

    /// <summary>
    /// The accepted rate of false alarms of a check, over all columns together; well below the twentieth that people
    /// tolerate.
    /// </summary>
    internal const double FalseAlarms = 0.01;

    private readonly DriftDefinition _definition;
    private readonly ColumnBins[] _bins;
    private long _rows;

    /// <summary>Starts with no current rows.</summary>
    /// <param name="reference">The profile of the champion's training data.</param>
    /// <param name="schema">The columns that the champion takes, with their roles.</param>
    /// <param name="definition">The thresholds for a column, and for the whole.</param>
    public DriftDetector(DataProfile reference, IReadOnlyList<ColumnSchema> schema, DriftDefinition definition)
    {
        var features = schema
            .Where(column => column.Role == ColumnRole.Feature && column.Type != ColumnType.Time)
            .Select(column => column.Name)
            .ToHashSet(StringComparer.Ordinal);
        _definition = definition;
        _bins =
        [
            .. reference.Columns.Where(column => features.Contains(column.Name)).Select(column => ColumnBins.Of(column, reference.Rows)),
        ];
    }

    /// <summary>Adds current rows.</summary>
    public void Add(DataFrame frame)
    {
        _rows += frame.RowCount;
        foreach (var bins in _bins)
        {
            bins.Add(frame);
        }
    }

    /// <summary>The report on the rows so far.</summary>
    /// <param name="subject">The subject of the comparison.</param>
    public DriftReport Report(DriftSubject subject)
    {
        var columns = Judge().OrderByDescending(column => column.Value).ThenBy(column => column.Column, StringComparer.Ordinal).ToArray();
        var (compared, drifted) = (columns.Count(column => !column.Missing), columns.Count(column => column.Drifted));
        var share = compared == 0 ? 0 : drifted / (double)compared;
        var conclusive = _rows >= _definition.MinRows;
        var report = new DriftReport
        {
            Check = subject.Check,
            Model = subject.Model,
            Version = subject.Version,
            Reference = subject.Reference,
            Current = subject.Current,
            At = subject.At,
            Rows = _rows,
            Columns = columns,
            Share = share,
            Conclusive = conclusive,
            Drifted = conclusive && drifted > 0 && (share >= _definition.Share || Array.Exists(columns, column => column.Replaced)),
            Sentence = "",
        };
        return report with { Sentence = DriftMessages.Conclusion(report, _definition) };
    }

    private IEnumerable<ColumnDrift> Judge()
    {
        var compared = _bins.Where(bins => bins.Rows > 0).Select(bins => (Bins: bins, Counts: bins.Counts())).ToArray();
        var pValues = Holm.Adjust([.. compared.Select(column => GTest.PValue(column.Counts.Reference, column.Counts.Current))]);
        return compared
            .Select((column, i) => (column.Bins, column.Counts, Drift: Judge(column.Bins.Column, column.Counts, pValues[i])))
            .Select(column => column.Drift with { Replaced = column.Drift.Drifted && column.Bins.IsReplaced(column.Counts) })
            .Concat(
                _bins
                    .Where(bins => bins.Rows == 0)
                    .Select(bins => new ColumnDrift(bins.Column, Psi.Name, double.NaN, _definition.Psi, Drifted: false)
                    {
                        Missing = _rows > 0,
                    })
            );
    }

    private ColumnDrift Judge(string column, BinCounts counts, double pValue)
    {
        var index = Psi.Compute(counts.Reference, counts.Current);
        return new(column, Psi.Name, index, _definition.Psi, index >= _definition.Psi && pValue <= FalseAlarms) { PValue = pValue };
    }
}

/// <summary>The subject of a drift check.</summary>
/// <param name="Check">The check's id.</param>
/// <param name="Version">The champion.</param>
/// <param name="Reference">Digest of the champion's data set.</param>
/// <param name="Current">The source of the current rows: a file's name, or <c>predictions</c>.</param>
/// <param name="At">When.</param>
public sealed record DriftSubject(string Check, string Model, int Version, string Reference, string Current, DateTimeOffset At);
