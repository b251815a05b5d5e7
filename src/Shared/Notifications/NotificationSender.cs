using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Notifications;

/// <summary>
/// Makes the deliveries that are due. An attempt is in the log before it is made, and of several processes one makes it; a
/// receiver may get a notification twice, under the same id, where a process dies between sending and noting it.
/// </summary>
/// <param name="log">The outbox.</param>
/// <param name="settings">What the host has set.</param>
/// <param name="time">The clock.</param>
public sealed class NotificationSender(NotificationLog log, NotificationSettings settings, TimeProvider time)
{
    /// <summary>Attempts at a time: a receiver that hangs keeps few others waiting.</summary>
    private const int AtATime = 8;

    /// <summary>Most attempts of one call; the next one goes on.</summary>
    private const int Most = 200;

    private readonly WebhookClient _http = new(settings.AllowPrivateAddresses, time);

    /// <summary>Makes the deliveries that are due, each once.</summary>
    /// <returns>How many were tried.</returns>
    public async Task<int> DeliverAsync(CancellationToken cancellation = default)
    {
        var due = await log.DueAsync(time.GetUtcNow(), cancellation).Take(Most).ToListAsync(cancellation);
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellation },
            async (row, stop) =>
            {
                var begun = DeliveryRules.Begin(row.Read<Delivery>(), time.GetUtcNow());
                if (await log.WriteAsync(row, begun, stop) is { } claimed && begun.Status == DeliveryStatus.Pending)
                {
                    var (outcome, status) = await TryAsync(begun, stop);
                    await log.WriteAsync(claimed, DeliveryRules.End(begun, outcome, status, time.GetUtcNow()), stop);
                }
            }
        );
        return due.Count;
    }

    private async Task<(DeliveryOutcome Outcome, int? Status)> TryAsync(Delivery delivery, CancellationToken cancellation)
    {
        var (target, notification) = (delivery.Target, delivery.Notification);
        var body = NotificationBody.Of(target.Kind, notification, settings.PublicUrl);
        if (target.Kind == NotifyKind.File)
        {
            return await AppendAsync(body, cancellation);
        }

        if ((target.UrlFrom is { } variable ? settings.Variable(variable) : target.Url) is not { } text)
        {
            return (DeliveryOutcome.NoSecret, null);
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var address))
        {
            return (DeliveryOutcome.BadAddress, null);
        }

        switch (target.Kind)
        {
            case NotifyKind.EventGrid:
                return await PublishAsync(address, body, cancellation);
            case NotifyKind.Webhook:
                return WebhookSignature.ReadSecret(settings.Variable(target.Secret)) is { } secret
                    ? await _http.SendAsync(
                        address,
                        body,
                        WebhookSignature.Headers(secret, notification.Id, time.GetUtcNow(), body.Bytes.Span),
                        cancellation
                    )
                    : (DeliveryOutcome.NoSecret, null);
            default:
                return await _http.SendAsync(address, body, [], cancellation);
        }
    }

    private async Task<(DeliveryOutcome Outcome, int? Status)> AppendAsync(NotificationBody body, CancellationToken cancellation)
    {
        if (settings.AppendLine is not { } append)
        {
            return (DeliveryOutcome.NotAvailable, null);
        }

        try
        {
            await append(body.Bytes, cancellation);
            return (DeliveryOutcome.Delivered, null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return (DeliveryOutcome.Unreachable, null);
        }
    }

    /// <summary>A token of the app goes to topics of Event Grid and nowhere else.</summary>
    private async Task<(DeliveryOutcome Outcome, int? Status)> PublishAsync(
        Uri topic,
        NotificationBody body,
        CancellationToken cancellation
    )
    {
        if (settings.EventGridToken is not { } token)
        {
            return (DeliveryOutcome.NotAvailable, null);
        }

        if (topic.Scheme != Uri.UriSchemeHttps || !topic.Host.EndsWith(".eventgrid.azure.net", StringComparison.OrdinalIgnoreCase))
        {
            return (DeliveryOutcome.BadAddress, null);
        }

        string bearer;
        try
        {
            bearer = await token(cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return (DeliveryOutcome.NoSecret, null);
        }

        var versioned = topic.Query.Length > 0 ? topic : new UriBuilder(topic) { Query = "api-version=2018-01-01" }.Uri;
        return await _http.SendAsync(versioned, body, [("Authorization", $"Bearer {bearer}")], cancellation);
    }
}
