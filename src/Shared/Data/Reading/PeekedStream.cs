namespace MLOpsFunctions.Data.Reading;

/// <summary>A stream whose beginning can be looked at before it is read.</summary>
/// <param name="inner">The stream.</param>
/// <param name="size">Bytes of it that can be looked at.</param>
internal sealed class PeekedStream(Stream inner, int size = 512) : ReadOnlyStream
{
    private byte[]? _head;
    private int _at;

    /// <summary>What is left of the beginning.</summary>
    public ReadOnlySpan<byte> Peek()
    {
        if (_head is null)
        {
            _head = new byte[size];
            Array.Resize(ref _head, inner.ReadAtLeast(_head, _head.Length, throwOnEndOfStream: false));
        }

        return _head.AsSpan(_at);
    }

    /// <summary>Passes over bytes that were looked at.</summary>
    public void Skip(int count) => _at += count;

    public override int Read(Span<byte> buffer)
    {
        var head = Peek();
        if (head.IsEmpty)
        {
            return inner.Read(buffer);
        }

        var count = Math.Min(head.Length, buffer.Length);
        head[..count].CopyTo(buffer);
        _at += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }
}
