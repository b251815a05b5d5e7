using MLOpsFunctions.Data;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Serving;

/// <summary>The rows of several answers of one version, put together column by column.</summary>
/// <param name="inputs">The inputs of the first answer; those of the others have the same columns.</param>
/// <param name="predictions">Its predictions; the others are of the same task.</param>
internal sealed class LoggedRows(DataFrame inputs, Predictions predictions)
{
    private readonly LoggedColumn[] _columns = [.. inputs.Columns.Select(column => new LoggedColumn(column))];
    private readonly List<double> _values = [];
    private readonly List<double> _probabilities = [];
    private readonly List<double> _distances = [];
    private int _rows;

    /// <summary>Adds the rows of an answer.</summary>
    public void Add(DataFrame inputs, Predictions predictions)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i].Add(inputs.Columns[i]);
        }

        _values.AddRange(predictions.Values.AsSpan());
        _probabilities.AddRange(predictions.Probabilities.AsSpan());
        _distances.AddRange(predictions.Distances.AsSpan());
        _rows += predictions.RowCount;
    }

    /// <summary>All rows, in the order in which they were added.</summary>
    public (DataFrame Inputs, Predictions Predictions) Build() =>
        (
            new([.. _columns.Select(column => column.Build())], _rows),
            new(predictions.Task, predictions.Classes, [.. _values], predictions.Probabilities is null ? null : [.. _probabilities])
            {
                Distances = predictions.Distances is null ? null : [.. _distances],
                Threshold = predictions.Threshold,
            }
        );

    /// <summary>One column of them.</summary>
    private sealed class LoggedColumn(DataColumn first)
    {
        private readonly List<double> _numbers = [];
        private readonly List<long> _ticks = [];
        private readonly List<int> _codes = [];
        private readonly OrderedDictionary<string, int> _levels = new(StringComparer.Ordinal);

        public void Add(DataColumn more)
        {
            switch (more)
            {
                case NumberColumn numbers:
                    _numbers.AddRange(numbers.Values.AsSpan());
                    break;
                case TimeColumn times:
                    _ticks.AddRange(times.Ticks.AsSpan());
                    break;
                case TextColumn texts:
                    AddTexts(texts);
                    break;
            }
        }

        public DataColumn Build() =>
            first switch
            {
                NumberColumn => new NumberColumn(first.Name, [.. _numbers]),
                TimeColumn => new TimeColumn(first.Name, [.. _ticks]),
                _ => new TextColumn(first.Name, [.. _codes], [.. _levels.Keys]),
            };

        private void AddTexts(TextColumn texts)
        {
            for (var row = 0; row < texts.Length; row++)
            {
                _codes.Add(texts[row] is { } text ? CodeOf(text) : -1);
            }
        }

        private int CodeOf(string text)
        {
            _levels.TryAdd(text, _levels.Count, out var index);
            return index;
        }
    }
}
