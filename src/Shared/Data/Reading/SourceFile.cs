using System.Security.Cryptography;
using System.Text;
using MLOpsFunctions.Data.Reading.Formats;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Data.Reading;

/// <summary>
/// The bytes of a file, to be read more than once within bounds. What cannot be rewound is copied to a temporary file
/// as far as it is read, so that a file refused at its beginning costs no more than its beginning.
/// </summary>
/// <param name="file">The bytes.</param>
/// <param name="name">The file's name, for messages.</param>
/// <param name="limits">Bounds.</param>
/// <param name="reading">How the definition says that files are read; null: it says nothing.</param>
internal sealed class SourceFile(Stream file, string name, IngestLimits limits, IngestDefinition? reading = null) : IDisposable
{
    private readonly Stream _raw = file.CanSeek ? file : new SpooledStream(file);
    private readonly long _start = file.CanSeek ? file.Position : 0;
    private FileStream? _unpacked;
    private bool _isChecked;
    private bool _isLookedAt;
    private bool _isDeclaredEncoding;
    private (string Shape, JsonColumns Columns)? _json;
    private Sheet? _sheet;

    public string Name { get; } = name;

    public IngestLimits Limits { get; } = limits;

    /// <summary>SHA-256 of the bytes as dropped, lower-case hex; known once a digested reading has ended.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>Bytes as dropped; known with the digest.</summary>
    public long Length { get; private set; }

    /// <summary>The file as text from its beginning, as UTF-8 without a byte order mark; other formats made text of.</summary>
    /// <exception cref="ProblemException">It is no table, damaged, or exceeds a bound.</exception>
    public TextFile OpenText()
    {
        var content = OpenContent();
        try
        {
            return content.Format switch
            {
                FileFormat.Workbook => Typed(content, new WorkbookRowReader(content.Whole(), reading?.Sheet, ref _sheet, Name, Limits)),
                FileFormat.Parquet => Typed(content, new ParquetRowReader(content.Whole(), Name, Limits)),
                _ => OpenText(content),
            };
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    /// <summary>Notes the digest of a reading that has come to the end of the bytes.</summary>
    public void Digested(string sha256, long length) => (Sha256, Length) = (sha256, length);

    /// <summary>The bytes as dropped, for readers that go back and forth; all of them have been read before.</summary>
    public Stream View() => new StreamView(_raw, _start, _raw.Length - _start);

    /// <summary>What was packed in the file, unpacked, for readers that go back and forth.</summary>
    /// <param name="content">It, to be read once.</param>
    public Stream ViewUnpacked(Stream content)
    {
        if (_unpacked is null)
        {
            _unpacked = TemporaryFile.Create(bufferBytes: 0);
            content.CopyTo(_unpacked);
        }

        return new StreamView(_unpacked, 0, _unpacked.Length);
    }

    /// <summary>Checks what has to be checked before the file is read, when it is read for the first time.</summary>
    public void CheckOnce(Action check)
    {
        if (!_isChecked)
        {
            check();
        }

        _isChecked = true;
    }

    public void Dispose()
    {
        _unpacked?.Dispose();
        if (_raw is SpooledStream spooled)
        {
            spooled.Dispose();
        }
    }

    private static TextFile Typed(UnpackedFile content, RowReader rows) =>
        new(content, new RowText(rows)) { HasNames = rows.Names is not null, Remarks = rows.Notes };

    private UnpackedFile OpenContent()
    {
        _raw.Position = _start;
        var digest = Sha256.Length == 0 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        return new(new RawStream(_raw, Limits.MaxFileBytes, Name, digest), this);
    }

    private TextFile OpenText(UnpackedFile content)
    {
        if (!_isLookedAt)
        {
            LookAt(content);
            content.Dispose();
            content = OpenContent();
        }

        var text = Decode(content, _isDeclaredEncoding ? TextEncodings.Declared(reading!.Encoding!) : null);
        if (_json is var (shape, columns))
        {
            return Typed(content, new JsonRowReader(text, Records(text, shape), columns));
        }

        var peeked = new PeekedStream(text, DocumentDetector.Bytes);
        FileTypeDetector.RefuseText(peeked.Peek(), Name);
        return new(content, peeked);
    }

    /// <summary>
    /// Finds out whether a text is JSON, and then its columns, or whether it is in the declared encoding. A text that is UTF-8 stays
    /// UTF-8: its next version, or a file to predict, may be saved so.
    /// </summary>
    private void LookAt(UnpackedFile content)
    {
        var text = new PeekedStream(Decode(content, null), DocumentDetector.Bytes);
        if (JsonShape.Of(text.Peek()) is { } shape)
        {
            _json = (shape, JsonColumns.Of(Records(text, shape), Name, Limits));
            content.Finish();
            if (_json is { Columns.Names.Count: 0 })
            {
                throw new ProblemException(
                    new(
                        "The file has no rows",
                        "no object with a value that can be read",
                        "objects with a value for each column, one a line or in an array",
                        Name,
                        "drop it again once it is written"
                    )
                );
            }
        }
        else if (reading?.Encoding is not null)
        {
            FileTypeDetector.RefuseText(text.Peek(), Name);
            _isDeclaredEncoding = Utf8Lines.Of(text).IsMostlyInvalid;
            content.Finish();
        }

        _isLookedAt = true;
    }

    private JsonRecords Records(Stream text, string shape) => new(text, shape == JsonShape.Lines, Name, Limits.MaxRowBytes);

    private static Stream Decode(UnpackedFile content, Encoding? declared)
    {
        var (encoding, mark) = TextEncodings.OfMark(content.Head.Peek());
        content.Head.Skip(mark);
        encoding ??= mark == 0 ? declared : null;
        return encoding is null ? content.Head : Encoding.CreateTranscodingStream(content.Head, encoding, new UTF8Encoding(false));
    }
}
