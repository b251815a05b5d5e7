using MLOpsFunctions.Data;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Monitoring;

/// <summary>
/// The labelled predictions of one open window. Of many it keeps an even sample, chosen by a hash of their ids, so that
/// order and time change nothing.
/// </summary>
/// <param name="opened">The time of its first batch.</param>
internal sealed class MeasuredWindow(DateTimeOffset opened)
{
    /// <summary>Most rows that are measured: their intervals take some hundredths of a second.</summary>
    public const int MaxRows = 5_000;

    private readonly HashSample<Row> _rows = new(MaxRows);
    private Predictions? _sample;
    private DateTimeOffset _from = DateTimeOffset.MaxValue,
        _to = DateTimeOffset.MinValue;

    public DateTimeOffset Opened => opened;

    public int Labelled { get; private set; }

    public void Add(LabelledPredictions batch, int row, double label)
    {
        Labelled++;
        var at = batch.Times[row];
        (_from, _to) = (at < _from ? at : _from, at > _to ? at : _to);
        _sample ??= batch.Predictions;
        var answers = batch.Predictions;
        _rows.Add(
            batch.Feedback[row].Id,
            new(
                answers.Values[row],
                answers.Probabilities is { } all ? all[(row * answers.Classes.Count)..((row + 1) * answers.Classes.Count)] : [],
                label
            )
        );
    }

    public PerformanceWindow Measure(int version, ServingRole role, WindowKind kind)
    {
        var answers = _sample! with
        {
            Values = [.. _rows.Values.Select(row => row.Value)],
            Probabilities = _sample!.Probabilities is null ? null : [.. _rows.Values.SelectMany(row => row.Probabilities)],
            Distances = null,
            Lows = null,
            Highs = null,
        };
        double[] labels = [.. _rows.Values.Select(row => row.Label)];
        var report = Evaluator.Evaluate(answers, labels, new DataFrame([], labels.Length), [], metric: "", seed: 0);
        return new(version, role, kind, _from, _to, Labelled, labels.Length, report.Metrics);
    }

    private readonly record struct Row(double Value, double[] Probabilities, double Label);
}
