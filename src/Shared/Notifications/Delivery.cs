using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Notifications;

/// <summary>One notification on its way to one channel, with every attempt.</summary>
/// <param name="Notification">What is sent.</param>
/// <param name="Channel">The channel's name in the definition.</param>
/// <param name="Target">The channel as it was when the notification was recorded.</param>
public sealed record Delivery(Notification Notification, string Channel, NotifyChannel Target)
{
    /// <summary>Where it stands.</summary>
    public DeliveryStatus Status { get; init; }

    /// <summary>When the next attempt is due; null: none is.</summary>
    public DateTimeOffset? Next { get; init; }

    /// <summary>Every attempt, oldest first; the last one may be under way.</summary>
    public IReadOnlyList<DeliveryAttempt> Attempts { get; init; } = [];
}

/// <summary>One attempt to deliver.</summary>
/// <param name="Number">1, 2, 3, ...</param>
/// <param name="At">When it began.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="HttpStatus">The status that the receiver answered; null: none.</param>
public sealed record DeliveryAttempt(int Number, DateTimeOffset At, DeliveryOutcome Outcome, int? HttpStatus = null);

/// <summary>Where a delivery stands.</summary>
public enum DeliveryStatus
{
    /// <summary>There will be another attempt.</summary>
    Pending,

    /// <summary>The receiver has taken it.</summary>
    Delivered,

    /// <summary>It was given up.</summary>
    Failed,
}

/// <summary>What became of an attempt.</summary>
public enum DeliveryOutcome
{
    /// <summary>It is under way, or the process ended meanwhile: nobody knows whether the receiver has taken it.</summary>
    Started,

    /// <summary>The receiver has taken it.</summary>
    Delivered,

    /// <summary>The receiver did not answer in time.</summary>
    Timeout,

    /// <summary>Nobody answers at the address.</summary>
    Unreachable,

    /// <summary>The receiver failed or was busy.</summary>
    ServerError,

    /// <summary>The receiver does not want it.</summary>
    Refused,

    /// <summary>The receiver wanted it sent elsewhere; redirects are not followed.</summary>
    Redirected,

    /// <summary>The address leads into a private network.</summary>
    PrivateAddress,

    /// <summary>The address is none that notifications can be sent to.</summary>
    BadAddress,

    /// <summary>The environment variable that holds the secret or the address is missing or unusable.</summary>
    NoSecret,

    /// <summary>This host has no such kind of channel.</summary>
    NotAvailable,
}
