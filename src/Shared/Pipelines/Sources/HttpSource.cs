using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using MLOpsFunctions.Notifications;

namespace MLOpsFunctions.Pipelines.Sources;

/// <summary>
/// Reads a file from an address: bounded in size and time, from public addresses only unless private ones are allowed, also
/// where it is sent on.
/// </summary>
/// <param name="isAllowed">Whether an address may be connected to.</param>
/// <param name="allowHttp">Whether plain http is allowed.</param>
/// <param name="time">The clock.</param>
internal sealed class HttpSource(Predicate<IPAddress> isAllowed, bool allowHttp, TimeProvider time)
{
    /// <summary>How long a server may stay silent: longer than a slow report takes to begin.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>How long all of it may take: a gigabyte at a megabyte a second.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private const int MostRedirects = 5;

    private readonly HttpClient _http = new(GuardedConnection.Handler(isAllowed)) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Reads the file, unless it is the version that was read before.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="etag">The version that was read before; null: none.</param>
    /// <param name="output">Where to write it.</param>
    /// <param name="maxBytes">Most bytes that are read.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>Whether there is a newer version, and its ETag if it has one.</returns>
    /// <exception cref="ProblemException">It cannot be read.</exception>
    public async Task<(bool IsNew, string? ETag)> ReadAsync(
        Uri address,
        string? etag,
        Stream output,
        long maxBytes,
        CancellationToken cancellation
    )
    {
        using var limit = new CancellationTokenSource(Longest, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using var response = await FollowAsync(address, etag, stop);
            if (response.StatusCode == HttpStatusCode.NotModified && etag is not null)
            {
                return (false, etag);
            }

            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw Unreadable($"status {(int)response.StatusCode}", "status 200");
            }

            await CopyAsync(response, output, maxBytes, stop);
            return (true, response.Headers.ETag?.ToString());
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Unreadable(
                "no end in time",
                $"an answer within {Silence.TotalSeconds:0} seconds, and its end within {Longest.TotalMinutes:0} minutes"
            );
        }
        catch (HttpRequestException fault) when (fault.InnerException is PrivateAddressException)
        {
            throw Unreadable("a private address", "a public one; or the setting MLOPS_ALLOW_PRIVATE_SOURCES=true");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException)
        {
            throw Unreadable(fault is HttpRequestException { HttpRequestError: var error } ? $"{error}" : "a broken connection", "a file");
        }
    }

    /// <summary>Asks, and asks again where the answer says. Each address is checked.</summary>
    private async Task<HttpResponseMessage> FollowAsync(Uri address, string? etag, CancellationTokenSource stop)
    {
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            if (!GuardedConnection.IsUsable(address, allowHttp))
            {
                throw Unreadable("another kind of address", "an https address without user and password");
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (EntityTagHeaderValue.TryParse(etag, out var known))
            {
                request.Headers.IfNoneMatch.Add(known);
            }

            var response = await InTimeAsync(
                token => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token),
                stop.Token
            );
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } next)
            {
                return response;
            }

            response.Dispose();
            address = new Uri(address, next);
        }

        throw Unreadable($"more than {MostRedirects} redirects", "a file");
    }

    private async Task CopyAsync(HttpResponseMessage response, Stream output, long maxBytes, CancellationTokenSource stop)
    {
        await using var content = await response.Content.ReadAsStreamAsync(stop.Token);
        var (buffer, total) = (new byte[1 << 16], 0L);
        while (await InTimeAsync(token => content.ReadAsync(buffer, token).AsTask(), stop.Token) is > 0 and var read)
        {
            if ((total += read) > maxBytes)
            {
                throw Unreadable($"more than {maxBytes:N0} bytes", $"at most {maxBytes:N0}");
            }

            await output.WriteAsync(buffer.AsMemory(0, read), stop.Token);
        }
    }

    /// <summary>Does one thing, and gives up where nothing comes for long.</summary>
    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> act, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Silence, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        return await act(stop.Token);
    }

    /// <summary>The address itself may hold a secret, so it is not told.</summary>
    private static ProblemException Unreadable(string found, string expected) =>
        new(new("The source cannot be read", found, expected, "source.url", "open the address in a browser", 502));
}
