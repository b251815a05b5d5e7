using System.IO.Compression;
using System.Security.Cryptography;

namespace MLOpsFunctions.Data.Reading;

/// <summary>The bytes of a file, to be read more than once, unpacked where they are gzip (RFC 1952), within bounds.</summary>
internal sealed class SourceFile : IDisposable
{
    private readonly Stream _raw;
    private readonly bool _owned;
    private readonly long _start;
    private readonly IngestLimits _limits;

    private SourceFile(Stream raw, bool owned, long start, string name, IngestLimits limits) =>
        (_raw, _owned, _start, Name, _limits) = (raw, owned, start, name, limits);

    public string Name { get; }

    /// <summary>SHA-256 of the bytes as dropped, lower-case hex.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>Bytes as dropped.</summary>
    public long Length { get; private set; }

    public static SourceFile Open(Stream file, string name, IngestLimits limits, CancellationToken cancellation)
    {
        var source = file.CanSeek ? new SourceFile(file, false, file.Position, name, limits) : new SourceFile(Spool(), true, 0, name, limits);
        try
        {
            source.Digest(file, cancellation);
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>The text's bytes from the beginning.</summary>
    public Stream OpenText()
    {
        _raw.Position = _start;
        Span<byte> magic = stackalloc byte[2];
        var read = _raw.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        _raw.Position = _start;
        if (read == 2 && magic is [0x1F, 0x8B])
        {
            var most = Math.Min(_limits.MaxTextBytes, Math.Max(Length, 4096) * _limits.MaxExpansion);
            return new BoundedStream(new GZipStream(_raw, CompressionMode.Decompress, leaveOpen: true), most, () => new(new(
                "The compressed file unfolds to too much",
                $"more than {most:N0} bytes from {Length:N0}", $"at most {_limits.MaxExpansion} times its size and {_limits.MaxTextBytes:N0} bytes", Name,
                "split the file, or drop it uncompressed", 413)));
        }

        return new BoundedStream(_raw, long.MaxValue, () => throw new InvalidOperationException());
    }

    public void Dispose()
    {
        if (_owned)
        {
            _raw.Dispose();
        }
    }

    private void Digest(Stream file, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            Length += read;
            if (Length > _limits.MaxFileBytes)
            {
                throw new ProblemException(new(
                    "The file is too large", $"more than {_limits.MaxFileBytes:N0} bytes", $"at most {_limits.MaxFileBytes:N0}", Name, "split it", 413));
            }

            hash.AppendData(buffer, 0, read);
            if (_owned)
            {
                _raw.Write(buffer, 0, read);
            }
        }

        Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (Length == 0)
        {
            throw new ProblemException(new("The file is empty", "0 bytes", "a header and rows", Name, "drop it again once it is written"));
        }
    }

    private static FileStream Spool() => new(
        Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
        new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, BufferSize = 1 << 20, Options = FileOptions.DeleteOnClose });
}
