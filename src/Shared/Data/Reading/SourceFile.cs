using System.Security.Cryptography;

namespace MLOpsFunctions.Data.Reading;

/// <summary>
/// The bytes of a file, to be read more than once within bounds. What cannot be rewound is copied to a temporary file as far as it is read, so that a file refused at its
/// beginning costs no more than its beginning.
/// </summary>
internal sealed class SourceFile(Stream file, string name, IngestLimits limits) : IDisposable
{
    private readonly Stream _raw = file.CanSeek ? file : new SpooledStream(file);
    private readonly long _start = file.CanSeek ? file.Position : 0;

    public string Name { get; } = name;

    public IngestLimits Limits { get; } = limits;

    /// <summary>SHA-256 of the bytes as dropped, lower-case hex; known once a digested reading has ended.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>Bytes as dropped; known with the digest.</summary>
    public long Length { get; private set; }

    /// <summary>The text from its beginning, as UTF-8 without a byte order mark.</summary>
    public TextFile OpenText()
    {
        _raw.Position = _start;
        var digest = Sha256.Length == 0 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        return new(new RawStream(_raw, Limits.MaxFileBytes, Name, digest), this);
    }

    /// <summary>Notes the digest of a reading that has come to the end of the bytes.</summary>
    public void Digested(string sha256, long length) => (Sha256, Length) = (sha256, length);

    public void Dispose()
    {
        if (_raw is SpooledStream spooled)
        {
            spooled.Dispose();
        }
    }
}
