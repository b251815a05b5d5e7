using System.Buffers.Text;
using System.Globalization;
using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Serving;

/// <summary>
/// Writes the answers to the rows of a file as CSV: line, prediction, what the task adds to it, and notes. Numbers have
/// all digits. A text that a spreadsheet would take for a formula has an apostrophe before it (owasp.org, "CSV
/// Injection").
/// </summary>
internal sealed class ScoredRowsCsv(Stream output)
{
    private const int FlushBytes = 1 << 16;

    private readonly MemoryStream _buffer = new(2 * FlushBytes);
    private byte[][]? _classes;

    /// <summary>Writes the rows of a part; the header before the first.</summary>
    /// <param name="predictions">The answers.</param>
    /// <param name="lines">The line of the file where each row starts.</param>
    /// <param name="notes">What a caller should know of a row, by its number from 0.</param>
    public void Write(Predictions predictions, IReadOnlyList<long> lines, IReadOnlyDictionary<int, string> notes)
    {
        if (_classes is null)
        {
            _classes = [.. predictions.Classes.Select(name => Encoding.UTF8.GetBytes(CsvWriter.Cells([CsvWriter.Harmless(name)])))];
            Text(CsvWriter.Row(Header(predictions).Select(CsvWriter.Harmless)));
        }

        for (var row = 0; row < predictions.RowCount; row++)
        {
            Number(lines[row]);
            WriteAnswer(predictions, row);
            _buffer.WriteByte((byte)',');
            if (notes.Count > 0 && notes.TryGetValue(row, out var note))
            {
                Text(CsvWriter.Cells([CsvWriter.Harmless(note)]));
            }

            _buffer.WriteByte((byte)'\n');
            if (_buffer.Length >= FlushBytes)
            {
                Flush();
            }
        }

        Flush();
    }

    private static IEnumerable<string> Header(Predictions predictions) =>
        [
            "line",
            "prediction",
            .. predictions.Probabilities is null ? [] : predictions.Classes.Select(name => $"probability_{name}"),
            .. predictions.Lows is null ? (string[])[] : ["low"],
            .. predictions.Highs is null ? (string[])[] : ["high"],
            .. predictions.Distances is null ? (string[])[] : ["distance"],
            .. predictions.Threshold is null ? (string[])[] : ["anomaly"],
            "notes",
        ];

    private void WriteAnswer(Predictions predictions, int row)
    {
        _buffer.WriteByte((byte)',');
        if (predictions.Probabilities is { } probabilities)
        {
            _buffer.Write(_classes![(int)predictions.Values[row]]);
            foreach (var probability in probabilities.AsSpan(row * predictions.Classes.Count, predictions.Classes.Count))
            {
                Cell(probability);
            }
        }
        else
        {
            Number(predictions.Values[row]);
        }

        Cell(predictions.Lows, row);
        Cell(predictions.Highs, row);
        Cell(predictions.Distances, row);
        if (predictions.IsAnomaly(row) is { } isAnomaly)
        {
            _buffer.Write(isAnomaly ? ",true"u8 : ",false"u8);
        }
    }

    private void Cell(double[]? values, int row)
    {
        if (values is not null)
        {
            Cell(values[row]);
        }
    }

    private void Cell(double value)
    {
        _buffer.WriteByte((byte)',');
        Number(value);
    }

    private void Number(double value)
    {
        Span<byte> digits = stackalloc byte[32];
        value.TryFormat(digits, out var length, "R", CultureInfo.InvariantCulture);
        _buffer.Write(digits[..length]);
    }

    private void Number(long value)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, digits, out var length);
        _buffer.Write(digits[..length]);
    }

    private void Text(string text) => _buffer.Write(Encoding.UTF8.GetBytes(text));

    private void Flush()
    {
        output.Write(_buffer.GetBuffer().AsSpan(0, (int)_buffer.Length));
        _buffer.SetLength(0);
    }
}
