namespace MLOpsFunctions.Data.Reading.Formats;

/// <summary>
/// Where the rows of a file stand whose text was made from another format. Written by the thread that makes the text;
/// read by those that parse it.
/// </summary>
internal sealed class RowLines
{
    private readonly Lock _gate = new();
    private readonly List<(long Text, long Line, RowFault? Fault)> _rows = [];

    /// <summary>Notes where a row stands. Rows that follow one another are noted once.</summary>
    /// <param name="text">The line of the text on which it begins.</param>
    /// <param name="line">Where it stands in the file.</param>
    /// <param name="fault">Why it cannot be used; null: it can.</param>
    public void Add(long text, long line, RowFault? fault)
    {
        lock (_gate)
        {
            if (fault is not null || _rows.Count == 0 || _rows[^1].Line - _rows[^1].Text != line - text)
            {
                _rows.Add((text, line, fault));
            }
        }
    }

    /// <summary>Where the row stands that begins on a line of the text, and why it cannot be used.</summary>
    public (long Line, RowFault? Fault) Of(long text)
    {
        lock (_gate)
        {
            var (low, high) = (0, _rows.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = _rows[middle].Text <= text ? (middle + 1, high) : (low, middle);
            }

            return low == 0 ? (text, null)
                : _rows[low - 1] is var row && row.Text == text ? (row.Line, row.Fault)
                : (row.Line + text - row.Text, null);
        }
    }
}
