using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MLOpsFunctions.Local.Stores;

/// <summary>
/// Locks on names, against other threads and other processes on the same workspace. The operating system holds them on
/// a fixed number of files, so nothing has to be cleaned up. Two names may share a file; then they wait for each other.
/// </summary>
/// <param name="folder">Where the lock files are.</param>
internal sealed class FileLocks(string folder)
{
    private const int Count = 64;

    private readonly SemaphoreSlim[] _threads = [.. Enumerable.Range(0, Count).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Waits for the lock of a name.</summary>
    public async Task<FileLock> AcquireAsync(string name, CancellationToken cancellation)
    {
        var slot = SHA256.HashData(Encoding.UTF8.GetBytes(name))[0] % Count;
        await _threads[slot].WaitAsync(cancellation);
        try
        {
            return new(await OpenAsync(Path.Combine(folder, $"{slot:d2}"), cancellation), _threads[slot]);
        }
        catch
        {
            _threads[slot].Release();
            throw;
        }
    }

    private static async Task<FileStream> OpenAsync(string path, CancellationToken cancellation)
    {
        for (var wait = 1; ; wait = Math.Min(2 * wait, 32))
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException held) when (IsHeld(held))
            {
                await Task.Delay(wait, cancellation);
            }
        }
    }

    /// <summary>EWOULDBLOCK on Linux, on BSD and macOS, and a sharing violation on Windows.</summary>
    private static bool IsHeld(IOException fault) => fault.HResult is 11 or 35 or unchecked((int)0x80070020);
}

/// <summary>A held lock. Its file keeps the last write time that was given out under it.</summary>
/// <param name="file">The locked file.</param>
/// <param name="threads">The semaphore of this process's threads.</param>
internal sealed class FileLock(FileStream file, SemaphoreSlim threads) : IDisposable
{
    /// <summary>
    /// A write time that no file had under this lock before: now, or just after the last one if the clock has not
    /// advanced.
    /// </summary>
    public DateTime NextStamp(DateTimeOffset now)
    {
        Span<byte> last = stackalloc byte[sizeof(long)];
        file.Position = 0;
        var stamp = now.UtcTicks;
        if (file.ReadAtLeast(last, last.Length, throwOnEndOfStream: false) == last.Length)
        {
            // A damaged lock file may contain anything; a time more than a day ahead is ignored.
            var floor = BinaryPrimitives.ReadInt64LittleEndian(last);
            stamp = floor >= stamp && floor < stamp + TimeSpan.TicksPerDay ? floor + 1 : stamp;
        }

        BinaryPrimitives.WriteInt64LittleEndian(last, stamp);
        file.Position = 0;
        file.Write(last);
        return new(stamp, DateTimeKind.Utc);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        file.Dispose();
        threads.Release();
    }
}
