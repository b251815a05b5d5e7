using System.Security.Cryptography;
using System.Text;

namespace MLOpsFunctions.Data.Reading;

/// <summary>
/// The bytes of a file, to be read more than once within bounds. What cannot be rewound is copied to a temporary file
/// as far as it is read, so that a file refused at its beginning costs no more than its beginning.
/// </summary>
/// <param name="file">The bytes.</param>
/// <param name="name">The file's name, for messages.</param>
/// <param name="limits">Bounds.</param>
/// <param name="encoding">The encoding of a file that is not Unicode, as the definition declares it; null: such a file is refused.</param>
internal sealed class SourceFile(Stream file, string name, IngestLimits limits, string? encoding = null) : IDisposable
{
    private bool? _isDeclaredEncoding;

    private readonly Stream _raw = file.CanSeek ? file : new SpooledStream(file);
    private readonly long _start = file.CanSeek ? file.Position : 0;

    public string Name { get; } = name;

    public IngestLimits Limits { get; } = limits;

    /// <summary>SHA-256 of the bytes as dropped, lower-case hex; known once a digested reading has ended.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>Bytes as dropped; known with the digest.</summary>
    public long Length { get; private set; }

    /// <summary>The text from its beginning, as UTF-8 without a byte order mark.</summary>
    public TextFile OpenText() => Open(IsInDeclaredEncoding() ? TextEncodings.Declared(encoding!) : null);

    /// <summary>Notes the digest of a reading that has come to the end of the bytes.</summary>
    public void Digested(string sha256, long length) => (Sha256, Length) = (sha256, length);

    public void Dispose()
    {
        if (_raw is SpooledStream spooled)
        {
            spooled.Dispose();
        }
    }

    private TextFile Open(Encoding? declared)
    {
        _raw.Position = _start;
        var digest = Sha256.Length == 0 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        return new(new RawStream(_raw, Limits.MaxFileBytes, Name, digest), this, declared);
    }

    /// <summary>
    /// Whether the file is in the declared encoding. One that is UTF-8 stays UTF-8: its next version, or a file to
    /// predict, may be saved so.
    /// </summary>
    private bool IsInDeclaredEncoding()
    {
        if (encoding is null || _isDeclaredEncoding is not null)
        {
            return _isDeclaredEncoding ?? false;
        }

        using var text = Open(null);
        var lines = Utf8Lines.Of(text);
        text.Finish();
        _isDeclaredEncoding = lines.IsMostlyInvalid;
        return _isDeclaredEncoding.Value;
    }
}
