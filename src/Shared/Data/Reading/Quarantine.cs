using System.Text;
using System.Text.Json;

namespace MLOpsFunctions.Data.Reading;

/// <summary>Rows set aside, each with line, column and reason. Private cells never reach it.</summary>
internal sealed class Quarantine(Stream? output, int maxExamples = 10)
{
    /// <summary>
    /// Rows written out; those beyond are only counted, so that a file of bad rows takes no more than its own size on
    /// disk.
    /// </summary>
    private const int MaxListed = 1_000_000;

    private const int MaxFound = 200;
    private readonly SortedDictionary<string, long> _reasons = new(StringComparer.Ordinal);
    private readonly List<QuarantinedRow> _examples = [];

    public long Count { get; private set; }

    public IReadOnlyDictionary<string, long> Reasons => _reasons;

    public IReadOnlyList<QuarantinedRow> Examples => _examples;

    /// <summary>Bytes as a person can read them, at most 200 characters.</summary>
    public static string Show(ReadOnlySpan<byte> bytes) => Show(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 4 * MaxFound)]));

    /// <summary>A text, at most 200 characters of it.</summary>
    public static string Show(string text) => text.Length <= MaxFound ? text : string.Concat(text.AsSpan(0, MaxFound), "...");

    /// <summary>Sets a row aside.</summary>
    public void Add(QuarantinedRow row)
    {
        Count++;
        _reasons[row.Reason] = _reasons.GetValueOrDefault(row.Reason) + 1;
        if (_examples.Count < maxExamples)
        {
            _examples.Add(row);
        }

        if (output is not null && Count <= MaxListed)
        {
            JsonSerializer.Serialize(output, row, Json.Compact);
            output.WriteByte((byte)'\n');
        }
    }

    /// <summary>Starts over: a second reading of the same file knows better what its columns are.</summary>
    public void Clear()
    {
        Count = 0;
        _reasons.Clear();
        _examples.Clear();
        output?.SetLength(0);
    }

    /// <summary>Refuses a file of which too many rows are bad.</summary>
    public void CheckShare(long rows, IngestLimits limits, string file)
    {
        if (Count > rows * limits.MaxBadShare)
        {
            var (reason, count) = _reasons.MaxBy(entry => entry.Value);
            var first = _examples.Find(row => row.Reason == reason);
            throw new ProblemException(
                new(
                    $"{Count:N0} of {rows:N0} rows cannot be used",
                    $"{reason} on {count:N0} rows" + (first is null ? "" : $", first on line {first.Line}{Column(first)}"),
                    $"at most {limits.MaxBadShare * 100:0}% bad rows",
                    file,
                    Hint(reason)
                )
            );
        }
    }

    private static string Column(QuarantinedRow row) =>
        row.Column is null ? "" : $", column '{row.Column}'{(row.Found is { Length: > 0 } found ? $": '{found}'" : "")}";

    private static string Hint(string reason) =>
        reason switch
        {
            RowFaults.NotUtf8 => "save the file as UTF-8",
            RowFaults.NotFinite => "leave cells without a value empty",
            RowFaults.NotATime =>
                $"write them as {FormatProblems.ReadableTimes}; or declare the column's \"format\", such as \"dd/MM/yyyy HH:mm\"",
            RowFaults.NoLabel => "name another column as label",
            _ => "check the delimiter, the header and the declared column types",
        };
}
