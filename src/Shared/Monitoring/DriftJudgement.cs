using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Monitoring;

/// <summary>Judges what all tests of a check found, together, so that false alarms are bounded over all of them.</summary>
internal sealed class DriftJudgement
{
    private readonly DriftDefinition _definition;
    private readonly Dictionary<ColumnBins, (ColumnSample Sample, TestResult[] Tests)> _columns = [];

    /// <summary>Runs the tests.</summary>
    /// <param name="definition">Which tests, and their thresholds.</param>
    /// <param name="columns">The columns; one that is null or has no current rows is left out.</param>
    /// <param name="together">What a classifier makes of all columns; null: nothing.</param>
    public DriftJudgement(DriftDefinition definition, IReadOnlyList<ColumnBins?> columns, MultivariateFinding? together)
    {
        _definition = definition;
        var found = columns
            .OfType<ColumnBins>()
            .Where(bins => bins.Rows > 0)
            .Select(bins => (Bins: bins, Sample: bins.Sample()))
            .Select(column => (column.Bins, column.Sample, Tests: ColumnTests.Run(column.Sample, column.Bins.Rows, definition).ToArray()))
            .ToArray();
        double[] all = [.. found.SelectMany(column => column.Tests).Where(IsRun).Select(test => test.PValue)];
        var adjusted = new Queue<double>(Holm.Adjust(together is { } one ? [.. all, one.PValue] : all));
        foreach (var column in found)
        {
            _columns.Add(column.Bins, (column.Sample, [.. column.Tests.Select(test => Judge(test, adjusted))]));
        }

        Together = together?.Judge(definition, adjusted.Dequeue());
    }

    /// <summary>Drift of all columns together; null: not looked for.</summary>
    public MultivariateDrift? Together { get; }

    /// <summary>A column's drift.</summary>
    /// <param name="bins">The column.</param>
    /// <param name="isCompared">Whether there are current rows at all: a column that they lack is missing.</param>
    public ColumnDrift Of(ColumnBins bins, bool isCompared)
    {
        if (!_columns.TryGetValue(bins, out var column) || column.Tests.Length == 0)
        {
            return new(bins.Column, DriftTest.Psi.JsonName(), double.NaN, _definition.Psi, Drifted: false)
            {
                Missing = isCompared && bins.Rows == 0,
            };
        }

        // The first test stands for the column unless another one alone finds drift.
        var shown =
            column.Tests[0] is { Drifted: false } && Array.Exists(column.Tests, test => test.Drifted)
                ? column.Tests.Where(test => test.Drifted).MaxBy(test => test.Value / test.Threshold)!
                : column.Tests[0];
        return new(bins.Column, shown.Test, shown.Value, shown.Threshold, shown.Drifted)
        {
            PValue = shown.PValue,
            Replaced = shown.Drifted && column.Sample.IsReplaced,
            Tests = column.Tests,
            Moves = shown.Drifted ? ColumnMoves.Of(column.Sample) : null,
        };
    }

    private static bool IsRun(TestFinding test) => test.NotRun is null;

    private TestResult Judge(TestFinding test, Queue<double> adjusted)
    {
        var threshold = _definition.Threshold(test.Test);
        if (!IsRun(test))
        {
            return new(test.Test.JsonName(), double.NaN, threshold, null, Drifted: false, test.NotRun);
        }

        var pValue = adjusted.Dequeue();
        return new(
            test.Test.JsonName(),
            test.Value,
            threshold,
            pValue,
            Drifted: test.Value >= threshold && pValue <= _definition.FalseAlarms
        );
    }
}
