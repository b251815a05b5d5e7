using System.Text;

namespace MLOpsFunctions.Data.Reading;

/// <summary>Counts the marks of missing values in a column of numbers.</summary>
internal sealed class MarkCounter
{
    /// <summary>Most marks that are counted. Columns have a few; more are only spellings in capitals.</summary>
    private const int Most = 32;

    private readonly List<(byte[] Mark, long Cells)> _marks = [];

    /// <summary>The marks, in the order in which they were first met, with their cells.</summary>
    public IEnumerable<(string Text, long Cells)> Marks => _marks.Select(mark => (Encoding.UTF8.GetString(mark.Mark), mark.Cells));

    /// <summary>Counts a cell. An empty one has no mark.</summary>
    public void Add(ReadOnlySpan<byte> cell)
    {
        if (cell.Length == 0)
        {
            return;
        }

        for (var i = 0; i < _marks.Count; i++)
        {
            if (cell.SequenceEqual(_marks[i].Mark))
            {
                _marks[i] = (_marks[i].Mark, _marks[i].Cells + 1);
                return;
            }
        }

        if (_marks.Count < Most)
        {
            _marks.Add((cell.ToArray(), 1));
        }
    }
}
