using System.IO.Compression;
using System.Text;

namespace MLOpsFunctions.Data.Reading;

/// <summary>
/// One reading of a file's text: unpacked where it is gzip (RFC 1952), as UTF-8 whatever Unicode it was, without a byte
/// order mark, within bounds.
/// </summary>
internal sealed class TextFile : ReadOnlyStream
{
    /// <summary>
    /// Bytes after which the unpacked size is compared with the packed size. Any text may repeat itself this much at
    /// its beginning.
    /// </summary>
    private const long ExpansionFloor = 16L << 20;

    private readonly SourceFile _source;
    private readonly RawStream _raw;
    private readonly bool _packed;
    private readonly Stream _text;
    private long _unpacked;

    /// <param name="raw">The bytes as dropped.</param>
    /// <param name="source">The file.</param>
    /// <param name="declared">The encoding of text without a mark of Unicode; null: UTF-8.</param>
    public TextFile(RawStream raw, SourceFile source, Encoding? declared)
    {
        (_raw, _source) = (raw, source);
        var head = new PeekedStream(raw);
        _packed = head.Peek().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);
        var unpacked = new PeekedStream(_packed ? new DecompressedStream(this, new GZipStream(head, CompressionMode.Decompress)) : head);
        FileTypeDetector.RefuseBinary(unpacked.Peek(), source.Name, _packed);
        var text = new PeekedStream(Decode(unpacked, declared));
        FileTypeDetector.RefuseText(text.Peek(), source.Name);
        _text = text;
    }

    public override int Read(Span<byte> buffer) => _text.Read(buffer);

    /// <summary>Reads the bytes to their end, notes their digest, and checks that a compressed file is whole.</summary>
    /// <exception cref="ProblemException">It is not.</exception>
    public void Finish()
    {
        if (_raw.Finish() is { } digest)
        {
            _source.Digested(digest, _raw.Count);
        }

        if (_packed && _raw.Tail != (uint)_unpacked)
        {
            throw new ProblemException(
                new(
                    "The compressed file is damaged",
                    $"{_unpacked:N0} bytes of text, and at its end a note of {_raw.Tail:N0}",
                    "one whole gzip file with nothing after it",
                    _source.Name,
                    "drop it again; if it was joined from several gzip files, unpack and compress it anew"
                )
            );
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _text.Dispose();
            _raw.Dispose();
        }

        base.Dispose(disposing);
    }

    private static Stream Decode(PeekedStream text, Encoding? declared)
    {
        var (encoding, mark) = TextEncodings.OfMark(text.Peek());
        text.Skip(mark);
        encoding ??= mark == 0 ? declared : null;
        return encoding is null ? text : System.Text.Encoding.CreateTranscodingStream(text, encoding, new UTF8Encoding(false));
    }

    /// <summary>Counts and bounds what comes out of the decompressor.</summary>
    private sealed class DecompressedStream(TextFile owner, GZipStream inner) : ReadOnlyStream
    {
        public override int Read(Span<byte> buffer)
        {
            int read;
            try
            {
                read = inner.Read(buffer);
            }
            catch (InvalidDataException fault)
            {
                throw new ProblemException(
                    new("The compressed file is damaged", fault.Message, "a whole gzip file", owner._source.Name, "drop it again"),
                    fault
                );
            }

            var limits = owner._source.Limits;
            owner._unpacked += read;
            var most = Math.Min(limits.MaxTextBytes, Math.Max(ExpansionFloor, owner._raw.Count * limits.MaxExpansion));
            return owner._unpacked <= most
                ? read
                : throw new ProblemException(
                    new(
                        "The compressed file unfolds to too much",
                        $"more than {most:N0} bytes",
                        $"at most {limits.MaxExpansion} times its size and {limits.MaxTextBytes:N0} bytes",
                        owner._source.Name,
                        "split the file, or drop it uncompressed",
                        413
                    )
                );
        }

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
