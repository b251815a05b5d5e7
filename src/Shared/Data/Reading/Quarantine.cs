using System.Text;
using System.Text.Json;

namespace MLOpsFunctions.Data.Reading;

/// <summary>Rows set aside, each with line, column and reason. Private cells never reach it.</summary>
internal sealed class Quarantine(Stream? output, IReadOnlySet<string> privateColumns)
{
    private const int MaxExamples = 10;
    private const int MaxFound = 200;
    private readonly SortedDictionary<string, long> _reasons = new(StringComparer.Ordinal);
    private readonly List<QuarantinedRow> _examples = [];

    public long Count { get; private set; }

    public IReadOnlyDictionary<string, long> Reasons => _reasons;

    public IReadOnlyList<QuarantinedRow> Examples => _examples;

    /// <summary>Whether a column's cells must not be shown.</summary>
    public bool IsPrivate(string column) => privateColumns.Contains(column);

    /// <summary>Sets a whole row aside. Its cells cannot be told apart, so it is shown only where no column is private.</summary>
    public void AddRow(long line, string reason, ReadOnlySpan<byte> row) =>
        Add(new(line, null, reason, privateColumns.Count > 0 ? null : Show(row)));

    /// <summary>Sets a row aside for one cell.</summary>
    public void AddCell(long line, string column, string reason, ReadOnlySpan<byte> cell) =>
        Add(new(line, column, reason, IsPrivate(column) ? null : Show(cell)));

    /// <summary>Sets a row aside for one cell.</summary>
    public void AddCell(long line, string column, string reason, string? cell) =>
        Add(new(line, column, reason, cell is null || IsPrivate(column) ? null : Bound(cell)));

    /// <summary>Starts over: a second reading of the same file knows better what its columns are.</summary>
    public void Clear()
    {
        (Count, _) = (0, 0);
        _reasons.Clear();
        _examples.Clear();
        if (output is { CanSeek: true })
        {
            output.SetLength(0);
        }
    }

    /// <summary>Refuses a file of which too many rows are bad.</summary>
    public void CheckShare(long rows, IngestLimits limits, string file)
    {
        if (Count > rows * limits.MaxBadShare)
        {
            var (reason, count) = _reasons.MaxBy(entry => entry.Value);
            var first = _examples.First(row => row.Reason == reason);
            throw new ProblemException(new(
                $"{Count:N0} of {rows:N0} rows cannot be used",
                $"{reason} on {count:N0} rows, first on line {first.Line}{(first.Column is null ? "" : $", column '{first.Column}'")}",
                $"at most {limits.MaxBadShare:P0} bad rows", file,
                "check the delimiter, the header and the declared column types"));
        }
    }

    private void Add(QuarantinedRow row)
    {
        Count++;
        _reasons[row.Reason] = _reasons.GetValueOrDefault(row.Reason) + 1;
        if (_examples.Count < MaxExamples)
        {
            _examples.Add(row);
        }

        if (output is not null)
        {
            JsonSerializer.Serialize(output, row, Json.Compact);
            output.WriteByte((byte)'\n');
        }
    }

    private static string Show(ReadOnlySpan<byte> bytes) => Bound(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 4 * MaxFound)]));

    private static string Bound(string text) => text.Length <= MaxFound ? text : string.Concat(text.AsSpan(0, MaxFound), "...");
}
