using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Monitoring;

/// <summary>
/// Compares current rows with a training profile. Rows come in any number of frames; only counts are kept. Columns that are features are compared, save times: those always move on.
/// </summary>
public sealed class DriftDetector
{
    /// <summary>How far back predictions count as current: a week has one of every weekday.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(7);

    private readonly DriftDefinition _definition;
    private readonly ColumnBins[] _bins;
    private long _rows;

    /// <summary>Starts with no current rows.</summary>
    /// <param name="reference">What the champion's training data looked like.</param>
    /// <param name="schema">The columns that the champion takes, with their roles.</param>
    /// <param name="definition">When a column, and the whole, counts as drifted.</param>
    public DriftDetector(DataProfile reference, IReadOnlyList<ColumnSchema> schema, DriftDefinition definition)
    {
        var features = schema.Where(column => column.Role == ColumnRole.Feature && column.Type != ColumnType.Time).Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        _definition = definition;
        _bins = [.. reference.Columns.Where(column => features.Contains(column.Name)).Select(column => ColumnBins.Of(column, reference.Rows))];
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

    /// <summary>What was found so far.</summary>
    /// <param name="subject">What was compared with what.</param>
    public DriftReport Report(DriftSubject subject)
    {
        var columns = _bins.Select(Judge).OrderByDescending(column => column.Value).ThenBy(column => column.Column, StringComparer.Ordinal).ToArray();
        var drifted = columns.Count(column => column.Drifted);
        var share = columns.Length == 0 ? 0 : drifted / (double)columns.Length;
        var conclusive = _rows >= _definition.MinRows;
        var isDrifted = conclusive && drifted > 0 && share >= _definition.Share;
        return new()
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
            Drifted = isDrifted,
            Sentence = Sentence(columns, drifted, conclusive, isDrifted),
        };
    }

    private ColumnDrift Judge(ColumnBins bins)
    {
        var index = Psi.Compute(bins.Reference, bins.Current);
        return new(bins.Column, "psi", index, _definition.Psi, index >= _definition.Psi);
    }

    private string Sentence(ColumnDrift[] columns, int drifted, bool conclusive, bool isDrifted)
    {
        if (!conclusive)
        {
            return Invariant($"{_rows} rows are too few to tell; {_definition.MinRows} are needed.");
        }

        if (columns.Length == 0)
        {
            return "The model takes no column but times and names of series, whose coming values are not those of before; there is nothing to compare.";
        }

        var worst = drifted == 0 ? "" : $" ({string.Join(", ", columns.Where(column => column.Drifted).Take(3).Select(column => Invariant($"'{column.Column}' {column.Value:0.###}")))})";
        var bound = _definition.Share * 100;
        return Invariant($"{drifted} of {columns.Length} features have a PSI of {_definition.Psi} or more{worst}; the data {(isDrifted ? "have" : "have not")} drifted, as {bound:0.##}% of the features is the bound.");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a drift check compares.</summary>
/// <param name="Check">The check's id.</param>
/// <param name="Model">The model.</param>
/// <param name="Version">The champion.</param>
/// <param name="Reference">Digest of the champion's data set.</param>
/// <param name="Current">Where the current rows come from: a file's name, or <c>predictions</c>.</param>
/// <param name="At">When.</param>
public sealed record DriftSubject(string Check, string Model, int Version, string Reference, string Current, DateTimeOffset At);
