using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Notifications;

/// <summary>A delivery as it is listed: without the address, which may be a secret.</summary>
/// <param name="Id">The id of the notification.</param>
/// <param name="Event">What happened.</param>
/// <param name="At">When.</param>
/// <param name="Sentence">The same in words.</param>
/// <param name="Channel">The channel's name.</param>
/// <param name="Kind">The channel's kind.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Next">When the next attempt is due; null: none is.</param>
/// <param name="Attempts">Every attempt, oldest first.</param>
public sealed record DeliverySummary(
    string Id,
    NotifyEvent Event,
    string Model,
    DateTimeOffset At,
    string Sentence,
    string Channel,
    NotifyKind Kind,
    DeliveryStatus Status,
    DateTimeOffset? Next,
    IReadOnlyList<DeliveryAttempt> Attempts
)
{
    /// <summary>The summary of a delivery.</summary>
    public static DeliverySummary Of(Delivery delivery) =>
        new(
            delivery.Notification.Id,
            delivery.Notification.Event,
            delivery.Notification.Model,
            delivery.Notification.At,
            NotificationSentences.Of(delivery.Notification),
            delivery.Channel,
            delivery.Target.Kind,
            delivery.Status,
            delivery.Next,
            delivery.Attempts
        );
}
