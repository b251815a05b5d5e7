using MLOpsFunctions.Data.Reading;

namespace MLOpsFunctions.Api;

/// <summary>The content of a compressed body. Damage in it is reported as the sender's fault.</summary>
/// <param name="packed">Unpacks the body.</param>
/// <param name="coding">The coding's name.</param>
internal sealed class UnpackedStream(Stream packed, string coding) : ReadOnlyStream
{
    public override int Read(Span<byte> buffer)
    {
        try
        {
            return packed.Read(buffer);
        }
        catch (Exception fault) when (IsDamage(fault))
        {
            throw Damaged(fault);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await packed.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception fault) when (IsDamage(fault))
        {
            throw Damaged(fault);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Brotli's reader calls damaged bytes an invalid operation.</summary>
    private static bool IsDamage(Exception fault) => fault is InvalidDataException or InvalidOperationException;

    private ProblemException Damaged(Exception fault) =>
        new(
            new(
                "The body cannot be unpacked",
                $"bytes that are not {coding}, or are cut off",
                $"a whole body in the coding {coding}",
                "header Content-Encoding and body",
                "send it unpacked, without the header"
            ),
            fault
        );
}
