namespace MLOpsFunctions.Data.Reading;

/// <summary>Counts and bounds what comes out of a decompressor.</summary>
/// <param name="inner">What it gives. Disposed with this.</param>
/// <param name="source">The file.</param>
/// <param name="packed">The packed bytes that were read so far.</param>
internal sealed class BoundedStream(Stream inner, SourceFile source, Func<long> packed) : ReadOnlyStream
{
    /// <summary>
    /// Bytes after which the unpacked size is compared with the packed size. Any text may repeat itself this much at
    /// its beginning.
    /// </summary>
    private const long ExpansionFloor = 16L << 20;

    /// <summary>Unpacked bytes read so far.</summary>
    public long Count { get; private set; }

    /// <summary>Whether all was read.</summary>
    public bool IsAtEnd { get; private set; }

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
                new("The compressed file is damaged", fault.Message, "a whole file", source.Name, "drop it again"),
                fault
            );
        }

        Count += read;
        IsAtEnd |= read == 0 && buffer.Length > 0;
        var limits = source.Limits;
        var most = Math.Min(limits.MaxTextBytes, Math.Max(ExpansionFloor, packed() * limits.MaxExpansion));
        return Count <= most
            ? read
            : throw new ProblemException(
                new(
                    "The compressed file unfolds to too much",
                    $"more than {most:N0} bytes",
                    $"at most {limits.MaxExpansion} times its size and {limits.MaxTextBytes:N0} bytes",
                    source.Name,
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
