using System.Text;
using System.Text.Json;
using MLOpsFunctions.Data.Privacy;

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

    /// <summary>Reasons that are listed with column and value; a file of bad columns only has more.</summary>
    private const int MaxReasons = 100;

    private readonly Dictionary<(string Reason, string? Column), QuarantineReason> _reasons = [];
    private readonly List<QuarantinedRow> _examples = [];

    public long Count { get; private set; }

    /// <summary>Rows by reason.</summary>
    public IReadOnlyDictionary<string, long> Counts =>
        new SortedDictionary<string, long>(
            _reasons.Values.GroupBy(reason => reason.Reason).ToDictionary(reason => reason.Key, reason => reason.Sum(one => one.Rows)),
            StringComparer.Ordinal
        );

    /// <summary>Rows by reason and column, most rows first; at most 100 of them.</summary>
    public IReadOnlyList<QuarantineReason> Reasons =>
        [
            .. _reasons
                .Values.OrderByDescending(reason => reason.Rows)
                .ThenBy(reason => reason.Line)
                .ThenBy(reason => reason.Reason, StringComparer.Ordinal)
                .ThenBy(reason => reason.Column, StringComparer.Ordinal)
                .Take(MaxReasons),
        ];

    public IReadOnlyList<QuarantinedRow> Examples => _examples;

    /// <summary>Bytes as a person can read them, at most 200 characters.</summary>
    public static string Show(ReadOnlySpan<byte> bytes) => Show(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 4 * MaxFound)]));

    /// <summary>A text without what looks personal in it, at most 200 characters.</summary>
    public static string Show(string text)
    {
        var beginning = text.Length <= 4 * MaxFound ? text : text[..(4 * MaxFound)];
        var shown = PersonalText.Hide(beginning);
        return shown.Length <= MaxFound && beginning.Length == text.Length
            ? shown
            : string.Concat(shown.AsSpan(0, Math.Min(shown.Length, MaxFound)), "...");
    }

    /// <summary>Sets a row aside.</summary>
    public void Add(QuarantinedRow row)
    {
        Count++;
        var key = (row.Reason, row.Column);
        var first = _reasons.GetValueOrDefault(key) ?? new(row.Reason, row.Column, 0, row.Line, row.Found);
        _reasons[key] =
            row.Line < first.Line ? new(row.Reason, row.Column, first.Rows + 1, row.Line, row.Found) : first with { Rows = first.Rows + 1 };
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
            var (reason, count) = Counts.MaxBy(entry => entry.Value);
            var first = _reasons.Values.Where(row => row.Reason == reason).MinBy(row => row.Line);
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

    private static string Column(QuarantineReason row) =>
        row.Column is null ? "" : $", column '{row.Column}'{(row.Found is { Length: > 0 } found ? $": '{found}'" : "")}";

    private static string Hint(string reason) =>
        reason switch
        {
            RowFaults.NotUtf8 => "save the file as UTF-8",
            RowFaults.NotFinite => "leave cells without a value empty",
            RowFaults.NotATime =>
                $"write them as {FormatProblems.ReadableTimes}; or declare the column's \"format\", such as \"dd/MM/yyyy HH:mm\"",
            RowFaults.NotJson => "write an object on each line: pandas.DataFrame.to_json(OUT, orient=\"records\", lines=True)",
            RowFaults.Nested => "leave the column out, or give each part a column of its own: pandas.json_normalize",
            RowFaults.NoLabel => "name another column as label",
            _ => "check the delimiter, the header and the declared column types",
        };
}
