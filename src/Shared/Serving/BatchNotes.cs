using MLOpsFunctions.Data;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Serving;

/// <summary>Adds up over the parts of a file how its rows differ from the training data.</summary>
internal sealed class BatchNotes
{
    /// <summary>Distinct notes that are counted; a file of nothing but oddities has more.</summary>
    private const int Most = 1_000;

    private readonly OrderedDictionary<string, int> _unseen = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<(string Column, string Text), long> _marks = [];
    private IReadOnlyList<string> _missing = [];

    /// <summary>A note for each way in which the rows differ.</summary>
    public IReadOnlyList<Note> All =>
        [
            .. _missing.Count == 0 ? [] : (Note[])[ServingNotes.Missing(_missing)],
            .. _unseen.Select(column => ServingNotes.Unseen(column.Key, column.Value)),
            .. _marks.Select(mark => ReadingNotes.NewMark(mark.Key.Column, mark.Key.Text, mark.Value)),
        ];

    public void Add(FileRows part, ScoredBatch batch)
    {
        _missing = batch.Missing;
        foreach (var cell in batch.Unseen)
        {
            _unseen[cell.Column] = _unseen.GetValueOrDefault(cell.Column) + 1;
        }

        foreach (var mark in part.NewMarks)
        {
            var key = (mark.Column, mark.Text);
            if (_marks.Count < Most || _marks.ContainsKey(key))
            {
                _marks[key] = _marks.GetValueOrDefault(key) + mark.Cells;
            }
        }
    }
}
