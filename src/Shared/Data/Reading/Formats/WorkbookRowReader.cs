using System.Globalization;
using System.Text;
using ExcelDataReader;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data.Reading.Formats;

/// <summary>
/// Reads one sheet of an Excel workbook, .xlsx or .xls: dates as dates, percentages as shown (5% is 5), of a formula the value
/// that was stored with it. Empty rows are passed over.
/// </summary>
internal sealed class WorkbookRowReader : RowReader
{
    private readonly IExcelDataReader _reader;
    private readonly Sheet _sheet;
    private readonly string _file;
    private readonly Dictionary<string, bool> _percents = new(StringComparer.Ordinal);

    static WorkbookRowReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance); // Texts of .xls are in code pages.

    /// <param name="content">The workbook; it can seek. Disposed with this.</param>
    /// <param name="sheet">The sheet that is declared; null: the first one that is shown.</param>
    /// <param name="known">What an earlier reading has found in it; null: nothing yet.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="limits">Bounds.</param>
    /// <exception cref="ProblemException">It cannot be read, or has no such sheet.</exception>
    public WorkbookRowReader(Stream content, string? sheet, ref Sheet? known, string file, IngestLimits limits)
    {
        _file = file;
        try
        {
            _reader = Guard(() => ExcelReaderFactory.CreateReader(content));
            known ??= Survey(sheet, limits);
            _sheet = known;
            MoveTo(_sheet.Name);
        }
        catch
        {
            _reader?.Dispose();
            content.Dispose();
            throw;
        }
    }

    public override IReadOnlyList<Note> Notes => _sheet.Notes;

    public override bool Next(CellLine cells)
    {
        while (Guard(_reader.Read))
        {
            var filled = false;
            for (var i = _sheet.First; i <= _sheet.Last && !filled; i++)
            {
                filled = i < _reader.FieldCount && !Sheet.IsEmpty(_reader.GetValue(i));
            }

            if (filled)
            {
                Line = _reader.Depth + 1;
                for (var i = _sheet.First; i <= _sheet.Last; i++)
                {
                    Write(i < _reader.FieldCount ? _reader.GetValue(i) : null, i, cells);
                }

                return true;
            }
        }

        return false;
    }

    public override void Dispose() => _reader.Dispose();

    private void Write(object? cell, int column, CellLine cells)
    {
        switch (cell)
        {
            case null:
                cells.Missing();
                break;
            case string text:
                cells.Add(text);
                break;
            case double number when IsPercent(_reader.GetNumberFormatString(column)):
                cells.Add(string.Create(CultureInfo.InvariantCulture, $"{AsPercent(number)}%"));
                break;
            case double number:
                cells.AddNumber(number);
                break;
            case bool answer:
                cells.Add(answer ? "true"u8 : "false"u8);
                break;
            case DateTime time:
                cells.Add(Text(time));
                break;
            default:
                cells.Add(Convert.ToString(cell, CultureInfo.InvariantCulture));
                break;
        }
    }

    /// <summary>A date, with the time of day unless that is midnight; of a time without a date that time.</summary>
    private static string Text(DateTime time) =>
        time.ToString(
            time.Year < 1900 ? "HH:mm:ss"
                : time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd"
                : "yyyy-MM-dd HH:mm:ss.FFF",
            CultureInfo.InvariantCulture
        );

    /// <summary>A hundred times the number, by its decimal digits: 0.07 is 7, not 7.000000000000001.</summary>
    private static string AsPercent(double number) =>
        Math.Abs(number) < 1e12 && Math.Abs(number) > 1e-9
            ? ((decimal)number * 100).ToString("0.############################", CultureInfo.InvariantCulture)
            : CellWriter.Write(number * 100);

    /// <summary>Whether a format shows a percent sign that is no plain text in it.</summary>
    private bool IsPercent(string? format)
    {
        if (format is null)
        {
            return false;
        }

        if (!_percents.TryGetValue(format, out var isPercent))
        {
            var quoted = false;
            for (var i = 0; i < format.Length; i++)
            {
                quoted ^= format[i] == '"';
                isPercent |= !quoted && format[i] == '%';
                i += !quoted && format[i] is '\\' or '_' or '*' ? 1 : 0;
            }

            _percents.Add(format, isPercent);
        }

        return isPercent;
    }

    private Sheet Survey(string? wanted, IngestLimits limits)
    {
        var names = new List<(string Name, bool IsShown)>();
        do
        {
            names.Add((_reader.Name, _reader.VisibleState is not ("hidden" or "veryhidden" or "veryHidden")));
        } while (Guard(_reader.NextResult));
        var name =
            wanted is null ? names.Find(sheet => sheet.IsShown).Name ?? names[0].Name
            : names.Exists(sheet => sheet.Name == wanted) ? wanted
            : throw NoSheet(wanted, names.ConvertAll(sheet => sheet.Name));
        MoveTo(name);
        return
            Guard(() => Sheet.Of(_reader, [.. names.Select(sheet => sheet.Name).Where(other => other != name)], _file, limits)) is var sheet
            && sheet.Last >= 0
            ? sheet
            : throw new ProblemException(
                new(
                    "The sheet is empty",
                    $"sheet '{PlainText.Name(name)}' without a cell",
                    "a header and rows",
                    _file,
                    names.Count > 1
                        ? "declare another sheet in the definition: \"ingest\": { \"sheet\": NAME }"
                        : "drop the file again once it is written"
                )
            );
    }

    private ProblemException NoSheet(string wanted, List<string> names) =>
        new(
            new(
                $"The workbook has no sheet '{PlainText.Name(wanted)}'",
                $"sheets {string.Join(", ", names.Take(20).Select(name => $"'{PlainText.Name(name)}'"))}",
                "the sheet that the definition declares",
                _file,
                DidYouMean.Nearest(wanted, names) is { } near ? $"did you mean '{near}'?" : "rename the sheet, or change ingest.sheet"
            )
        );

    private void MoveTo(string name)
    {
        Guard(() =>
        {
            _reader.Reset();
            while (_reader.Name != name && _reader.NextResult())
            {
                // On to the next sheet.
            }

            return true;
        });
    }

    /// <summary>Makes a refusal of whatever a damaged workbook makes its reader throw.</summary>
    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ExcelDataReader.Exceptions.InvalidPasswordException)
        {
            throw new ProblemException(
                new(
                    "The workbook is protected by a password",
                    "an encrypted workbook",
                    "one without a password",
                    _file,
                    "save it without",
                    415
                )
            );
        }
        catch (Exception fault) when (fault is not (ProblemException or OutOfMemoryException))
        {
            throw new ProblemException(
                new(
                    "The workbook cannot be read",
                    fault is System.Xml.XmlException
                        ? "XML that is damaged or not allowed"
                        : "a damaged file, or another kind of Office document",
                    "an Excel workbook, .xlsx or .xls",
                    _file,
                    "open it and save it anew, or save the sheet as CSV UTF-8",
                    415
                ),
                fault
            );
        }
    }
}
