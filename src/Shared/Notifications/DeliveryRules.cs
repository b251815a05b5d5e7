namespace MLOpsFunctions.Notifications;

/// <summary>When a delivery is tried, and when it is given up. Pure.</summary>
public static class DeliveryRules
{
    /// <summary>Most attempts: with the times between them about 15 hours.</summary>
    public const int MaxAttempts = 8;

    /// <summary>The time before the second attempt; each further one waits four times as long.</summary>
    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);

    /// <summary>The longest time between two attempts.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    /// <summary>How long an attempt is its process's: well above the time that one may take.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Whether an attempt is due. A time further ahead than any wait was noted by a clock that has been set back.</summary>
    public static bool IsDue(Delivery delivery, DateTimeOffset now) =>
        delivery is { Status: DeliveryStatus.Pending, Next: { } next } && (next <= now || next - now > Longest);

    /// <summary>The delivery with an attempt under way; given up where all attempts have been made.</summary>
    public static Delivery Begin(Delivery delivery, DateTimeOffset now) =>
        delivery.Attempts.Count >= MaxAttempts
            ? delivery with
            {
                Status = DeliveryStatus.Failed,
                Next = null,
            }
            : delivery with
            {
                Next = now + Lease,
                Attempts = [.. delivery.Attempts, new(delivery.Attempts.Count + 1, now, DeliveryOutcome.Started)],
            };

    /// <summary>The delivery with its last attempt ended.</summary>
    public static Delivery End(Delivery delivery, DeliveryOutcome outcome, int? status, DateTimeOffset now)
    {
        var ended = delivery with
        {
            Attempts = [.. delivery.Attempts.SkipLast(1), delivery.Attempts[^1] with { Outcome = outcome, HttpStatus = status }],
        };
        return outcome == DeliveryOutcome.Delivered ? ended with { Status = DeliveryStatus.Delivered, Next = null }
            : IsFinal(outcome) || ended.Attempts.Count >= MaxAttempts ? ended with { Status = DeliveryStatus.Failed, Next = null }
            : ended with { Next = now + WaitAfter(ended.Attempts.Count) };
    }

    /// <summary>How long to wait after so many attempts.</summary>
    public static TimeSpan WaitAfter(int attempts)
    {
        var wait = First * Math.Pow(4, attempts - 1);
        return wait < Longest ? wait : Longest;
    }

    /// <summary>Whether another attempt could only end in the same way.</summary>
    private static bool IsFinal(DeliveryOutcome outcome) =>
        outcome
            is DeliveryOutcome.Refused
                or DeliveryOutcome.Redirected
                or DeliveryOutcome.PrivateAddress
                or DeliveryOutcome.BadAddress
                or DeliveryOutcome.NotAvailable;
}
