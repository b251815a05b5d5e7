using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;

namespace MLOpsFunctions.Monitoring;

/// <summary>
/// Compares current rows with a training profile. Rows come in any number of frames; only counts are kept. All features
/// are compared except times, which always move on. A column has drifted if the change that a test finds in it is large
/// enough to matter and too large for chance, with <see cref="Holm"/> over all tests of all columns.
/// </summary>
public sealed class DriftDetector
{
    private readonly DriftDefinition _definition;
    private readonly ColumnBins[] _features;
    private readonly ColumnBins? _predictions;
    private readonly ColumnBins? _label;
    private long _rows;

    /// <summary>Starts with no current rows.</summary>
    /// <param name="reference">The profile of the champion's training data.</param>
    /// <param name="schema">The columns that the champion takes, with their roles.</param>
    /// <param name="definition">The tests and thresholds for a column, and for the whole.</param>
    /// <param name="predictions">The profile of the champion's answers to rows that it has not learned from; null: not known.</param>
    /// <param name="label">The name of the label; null: there is none.</param>
    public DriftDetector(
        DataProfile reference,
        IReadOnlyList<ColumnSchema> schema,
        DriftDefinition definition,
        DataProfile? predictions = null,
        string? label = null
    )
    {
        var features = schema
            .Where(column => column.Role == ColumnRole.Feature && column.Type != ColumnType.Time)
            .Select(column => column.Name)
            .ToHashSet(StringComparer.Ordinal);
        _definition = definition;
        _features =
        [
            .. reference.Columns.Where(column => features.Contains(column.Name)).Select(column => ColumnBins.Of(column, reference.Rows)),
        ];
        _predictions = predictions is { Columns: [var answers] } ? ColumnBins.Of(answers, predictions.Rows) : null;
        _label = reference.Columns.FirstOrDefault(column => column.Name == label && column.Type != ColumnType.Time) is { } actual
            ? ColumnBins.Of(actual, reference.Rows)
            : null;
    }

    /// <summary>Adds current rows.</summary>
    /// <param name="frame">The rows.</param>
    /// <param name="threads">Threads to use, 1 or more; never changes the result.</param>
    public void Add(DataFrame frame, int threads = 1)
    {
        _rows += frame.RowCount;
        Parallel.For(0, _features.Length, new() { MaxDegreeOfParallelism = threads }, i => _features[i].Add(frame));
    }

    /// <summary>Adds answers, in a frame with the column of their profile; null: none are known.</summary>
    public void AddPredictions(DataFrame? frame) => Add(_predictions, frame);

    /// <summary>Adds actual values, in a frame with the column of the label; null: none are known.</summary>
    public void AddLabels(DataFrame? frame) => Add(_label, frame);

    /// <summary>The report on the rows so far.</summary>
    /// <param name="subject">The subject of the comparison.</param>
    /// <param name="together">What a classifier makes of all columns together; null: not looked for.</param>
    /// <param name="importances">How much the champion depends on each feature; null or empty: it does not tell.</param>
    public DriftReport Report(
        DriftSubject subject,
        MultivariateFinding? together = null,
        IReadOnlyList<FeatureImportance>? importances = null
    )
    {
        var shares = (importances ?? []).ToDictionary(one => one.Feature, one => one.Share, StringComparer.Ordinal);
        var judgement = new DriftJudgement(_definition, [.. _features, _predictions, _label], together);
        ColumnDrift[] columns =
        [
            .. _features
                .Select(bins => judgement.Of(bins, isCompared: _rows > 0))
                .Select(column => column with { Importance = shares.Count > 0 ? shares.GetValueOrDefault(column.Column) : null })
                .OrderByDescending(column => column.Strength)
                .ThenBy(column => column.Column, StringComparer.Ordinal),
        ];
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
            Drifted = false,
            Predictions = Judge(_predictions),
            Label = Judge(_label),
            LabelledRows = _label?.Rows ?? 0,
            Multivariate = judgement.Together,
            DriftedImportance = shares.Count > 0 ? columns.Where(column => column.Drifted).Sum(column => column.Importance ?? 0) : null,
        };
        report = report with { Drifted = conclusive && IsDrifted(report) };
        return report with { Findings = [.. DriftConclusion.Of(report, _definition)] };

        ColumnDrift? Judge(ColumnBins? bins) => bins is { Rows: > 0 } ? judgement.Of(bins, isCompared: true) : null;
    }

    private static void Add(ColumnBins? bins, DataFrame? frame)
    {
        if (bins is not null && frame is not null)
        {
            bins.Add(frame);
        }
    }

    /// <summary>
    /// Enough features drifted, or one whose categories are all others, or what is answered or true. A change of all
    /// features together counts where no single one shows it.
    /// </summary>
    private bool IsDrifted(DriftReport report) =>
        report.Share >= _definition.Share
        || report.Columns.Any(column => column.Replaced)
        || report.Predictions is { Drifted: true }
        || report.IsLabelDrifted
        || (report.Share == 0 && report.Multivariate is { Drifted: true });
}

/// <summary>The subject of a drift check.</summary>
/// <param name="Check">The check's id.</param>
/// <param name="Version">The champion.</param>
/// <param name="Reference">Digest of the champion's data set.</param>
/// <param name="Current">The source of the current rows: a file's name, or <c>predictions</c>.</param>
/// <param name="At">When.</param>
public sealed record DriftSubject(string Check, string Model, int Version, string Reference, string Current, DateTimeOffset At);
