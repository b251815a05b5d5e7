using System.Globalization;
using System.Runtime.CompilerServices;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Contracts;

/// <summary>Blobs in memory, for tests; runs the same contract suite as every adapter.</summary>
public sealed class InMemoryBlobStore(TimeProvider time) : IBlobStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<(string Container, string Name), (byte[] Bytes, BlobInfo Info)> _blobs = new(
        Comparer<(string Container, string Name)>.Create(
            (a, b) =>
                string.CompareOrdinal(a.Container, b.Container) is var order && order != 0 ? order : string.CompareOrdinal(a.Name, b.Name)
        )
    );

    private long _version;

    public Task<BlobInfo?> FindAsync(string container, string name, CancellationToken cancellation = default)
    {
        BlobNames.Check(container, name);
        lock (_gate)
        {
            return Task.FromResult(_blobs.TryGetValue((container, name), out var blob) ? blob.Info : null);
        }
    }

    public Task<BlobRead?> OpenReadAsync(string container, string name, CancellationToken cancellation = default)
    {
        BlobNames.Check(container, name);
        lock (_gate)
        {
            return Task.FromResult(
                _blobs.TryGetValue((container, name), out var blob)
                    ? new BlobRead(blob.Info, new MemoryStream(blob.Bytes, writable: false))
                    : null
            );
        }
    }

    public async Task<BlobInfo?> WriteAsync(
        string container,
        string name,
        Stream content,
        WriteCondition condition = default,
        CancellationToken cancellation = default
    )
    {
        BlobNames.Check(container, name);
        var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellation);
        lock (_gate)
        {
            var exists = _blobs.TryGetValue((container, name), out var before);
            if ((condition.IfAbsent && exists) || (condition.IfMatch is { } etag && (!exists || before.Info.ETag != etag)))
            {
                return null;
            }

            var info = new BlobInfo(container, name, bytes.Length, (++_version).ToString(CultureInfo.InvariantCulture), time.GetUtcNow());
            _blobs[(container, name)] = (bytes.ToArray(), info);
            return info;
        }
    }

    public Task<bool> DeleteAsync(string container, string name, string? ifMatch = null, CancellationToken cancellation = default)
    {
        BlobNames.Check(container, name);
        lock (_gate)
        {
            return Task.FromResult(
                _blobs.TryGetValue((container, name), out var blob)
                    && (ifMatch is null || blob.Info.ETag == ifMatch)
                    && _blobs.Remove((container, name))
            );
        }
    }

    public async IAsyncEnumerable<BlobInfo> ListAsync(
        string container,
        string prefix = "",
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        BlobNames.CheckContainer(container);
        BlobInfo[] found;
        lock (_gate)
        {
            found =
            [
                .. _blobs
                    .Where(blob => blob.Key.Container == container && blob.Key.Name.StartsWith(prefix, StringComparison.Ordinal))
                    .Select(blob => blob.Value.Info),
            ];
        }

        foreach (var info in found)
        {
            await Task.CompletedTask;
            yield return info;
        }
    }
}
