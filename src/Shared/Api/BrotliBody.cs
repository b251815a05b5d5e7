using System.Buffers;
using System.IO.Compression;
using MLOpsFunctions.Data.Reading;

namespace MLOpsFunctions.Api;

/// <summary>Unpacks Brotli (RFC 7932) and refuses what follows it: .NET's stream passes over that in silence.</summary>
internal sealed class BrotliBody(Stream packed) : ReadOnlyStream
{
    private readonly byte[] _input = new byte[1 << 14];
    private BrotliDecoder _decoder;
    private int _from;
    private int _to;
    private bool _isDone;

    public override int Read(Span<byte> buffer) => throw new NotSupportedException("A body is read asynchronously.");

    /// <exception cref="InvalidDataException">The bytes are damaged or cut off, or something follows them.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!_isDone && buffer.Length > 0)
        {
            var status = _decoder.Decompress(_input.AsSpan(_from, _to - _from), buffer.Span, out var consumed, out var written);
            _from += consumed;
            _isDone = status == OperationStatus.Done;
            if (status == OperationStatus.InvalidData)
            {
                throw new InvalidDataException("The bytes are not Brotli.");
            }

            if (_isDone && (_from < _to || await packed.ReadAsync(_input, cancellationToken) > 0))
            {
                throw new InvalidDataException("Something follows the packed bytes.");
            }

            if (written > 0)
            {
                return written;
            }

            if (status == OperationStatus.NeedMoreData)
            {
                (_from, _to) = (0, await packed.ReadAsync(_input, cancellationToken));
                _ = _to > 0 ? 0 : throw new InvalidDataException("The packed bytes are cut off.");
            }
        }

        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        _decoder.Dispose();
        base.Dispose(disposing);
    }
}
