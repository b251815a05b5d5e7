using System.Net.Http.Headers;
using System.Net.Sockets;

namespace MLOpsFunctions.Notifications;

/// <summary>
/// Sends one request over a <see cref="GuardedConnection"/>; it reads no body, and waits for a bounded time.
/// </summary>
/// <param name="allowPrivate">Whether private addresses and plain http are allowed.</param>
/// <param name="time">The clock.</param>
internal sealed class WebhookClient(bool allowPrivate, TimeProvider time)
{
    /// <summary>How long an attempt may take: as long as receivers of webhooks usually get.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(GuardedConnection.Handler(allowPrivate))
    {
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
    };

    /// <summary>Sends a request once.</summary>
    public async Task<(DeliveryOutcome Outcome, int? Status)> SendAsync(
        Uri address,
        NotificationBody body,
        IEnumerable<(string Name, string Value)> headers,
        CancellationToken cancellation
    )
    {
        if (!GuardedConnection.IsUsable(address, allowPrivate))
        {
            return (DeliveryOutcome.BadAddress, null);
        }

        using var limit = new CancellationTokenSource(Timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(body.Bytes) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(body.ContentType);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            return (OutcomeOf((int)response.StatusCode), (int)response.StatusCode);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (DeliveryOutcome.Timeout, null);
        }
        catch (HttpRequestException fault) when (fault.InnerException is PrivateAddressException)
        {
            return (DeliveryOutcome.PrivateAddress, null);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException)
        {
            return (DeliveryOutcome.Unreachable, null);
        }
    }

    /// <summary>What an answer means.</summary>
    private static DeliveryOutcome OutcomeOf(int status) =>
        status switch
        {
            >= 200 and < 300 => DeliveryOutcome.Delivered,
            >= 300 and < 400 => DeliveryOutcome.Redirected,
            408 or 425 or 429 or >= 500 => DeliveryOutcome.ServerError,
            _ => DeliveryOutcome.Refused,
        };
}
