using System.IO.Compression;

namespace MLOpsFunctions.Data.Reading;

/// <summary>What the bytes of a file are, once unpacked.</summary>
internal enum FileFormat
{
    /// <summary>Text with separators, or JSON.</summary>
    Text,

    /// <summary>An Excel workbook.</summary>
    Workbook,

    /// <summary>Apache Parquet.</summary>
    Parquet,
}

/// <summary>
/// One reading of a file's bytes: unpacked where they are gzip (RFC 1952) or a zip archive of one file, within bounds.
/// The bytes decide what they are, never the file's name.
/// </summary>
internal sealed class UnpackedFile : IDisposable
{
    private static readonly byte[] Gzip = [0x1F, 0x8B];
    private static readonly byte[] OldOffice = [0xD0, 0xCF, 0x11, 0xE0];
    private readonly SourceFile _source;
    private readonly RawStream _raw;
    private readonly BoundedStream? _gzip;
    private readonly string? _within;
    private ZipArchive? _zip;
    private bool _isRead;
    private bool _isWhole;

    /// <param name="raw">The bytes as dropped. Disposed with this.</param>
    /// <param name="source">The file.</param>
    /// <exception cref="ProblemException">They are nothing that is read.</exception>
    public UnpackedFile(RawStream raw, SourceFile source)
    {
        (_raw, _source) = (raw, source);
        Head = new(raw);
        if (Head.Peek().StartsWith(Gzip))
        {
            _gzip = new(new GZipStream(Head, CompressionMode.Decompress), source, () => raw.Count);
            (Head, _within) = (new(_gzip), "a gzip file");
        }

        if (ZipContent.Is(Head.Peek()) && OpenZip() is { } entry)
        {
            (Head, _within) = (new(entry), "a zip archive");
        }

        if (_within is not null && Head.Peek().StartsWith(Gzip))
        {
            throw PackedTwice();
        }

        Format = FormatOf();
        if (Format == FileFormat.Text)
        {
            FileTypeDetector.RefuseBinary(Head.Peek(), source.Name, _within);
        }
    }

    /// <summary>What the unpacked bytes are.</summary>
    public FileFormat Format { get; }

    /// <summary>The unpacked bytes, from their beginning.</summary>
    public PeekedStream Head { get; }

    /// <summary>All unpacked bytes, for readers that go back and forth.</summary>
    public Stream Whole()
    {
        if (_within is null)
        {
            ReadRaw();
            return _source.View();
        }

        var whole = _source.ViewUnpacked(Head);
        if (_zip is null && _gzip?.IsAtEnd == true)
        {
            Finish();
        }

        _isWhole = true;
        return whole;
    }

    /// <summary>Reads the bytes to their end, notes their digest, and checks that a compressed file is whole.</summary>
    /// <exception cref="ProblemException">It is not.</exception>
    public void Finish()
    {
        ReadRaw();
        if (_gzip is not null && !_isWhole && _raw.Tail != (uint)_gzip.Count)
        {
            throw new ProblemException(
                new(
                    "The compressed file is damaged",
                    $"{_gzip.Count:N0} bytes of text, and at its end a note of {_raw.Tail:N0}",
                    "one whole gzip file with nothing after it",
                    _source.Name,
                    "drop it again; if it was joined from several gzip files, unpack and compress it anew"
                )
            );
        }
    }

    public void Dispose()
    {
        Head.Dispose();
        _zip?.Dispose();
        _raw.Dispose();
    }

    private void ReadRaw()
    {
        if (!_isRead && _raw.Finish() is { } digest)
        {
            _source.Digested(digest, _raw.Count);
        }

        _isRead = true;
    }

    private Stream? OpenZip()
    {
        if (_gzip is not null)
        {
            return null;
        }

        ReadRaw();
        _zip = ZipContent.Open(_source.View(), _source.Name);
        return ZipContent.IsOffice(_zip) ? null : new BoundedStream(ZipContent.Only(_zip, _source.Name), _source, () => _raw.Count);
    }

    private ProblemException PackedTwice() =>
        new(
            new(
                "The file is compressed twice",
                $"a packed file within {_within}",
                FileTypeDetector.AsTable,
                _source.Name,
                "unpack it once and drop what comes out",
                415
            )
        );

    private FileFormat FormatOf()
    {
        var head = Head.Peek();
        if (head.StartsWith(OldOffice))
        {
            return FileFormat.Workbook;
        }

        if (ZipContent.Is(head))
        {
            using var archive = ZipContent.Open(Whole(), _source.Name);
            if (!ZipContent.IsOffice(archive))
            {
                throw PackedTwice();
            }

            _source.CheckOnce(() => ZipContent.CheckWorkbook(archive, _source));
            return FileFormat.Workbook;
        }

        return head.StartsWith("PAR1"u8) ? FileFormat.Parquet : FileFormat.Text;
    }
}
