using System.Globalization;
using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Reading;

namespace MLOpsFunctions.Serving;

/// <summary>Writes rows without an answer as CSV, and counts them by reason.</summary>
/// <param name="output">Where they are written; nothing where there is none.</param>
/// <param name="most">Rows that are written; further ones are only counted.</param>
internal sealed class RefusedRowsCsv(Stream output, long most)
{
    private readonly Quarantine _counts = new(null, maxExamples: 0);

    public long Count => _counts.Count;

    /// <summary>Rows by reason and column.</summary>
    public IReadOnlyList<QuarantineReason> Reasons => _counts.Reasons;

    public void Add(QuarantinedRow row)
    {
        if (Count == 0)
        {
            Write(["line", "column", "reason", "found"]);
        }

        _counts.Add(row);
        if (Count <= most)
        {
            Write([row.Line.ToString(CultureInfo.InvariantCulture), Text(row.Column), row.Reason, Text(row.Found)]);
        }
    }

    private static string? Text(string? text) => text is null ? null : CsvWriter.Harmless(text);

    private void Write(string?[] cells) => output.Write(Encoding.UTF8.GetBytes(CsvWriter.Row(cells)));
}
