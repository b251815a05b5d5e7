using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notifications;

namespace MLOpsFunctions.Shared.Tests.Notifications;

public sealed class DeliveryRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Delivery Fresh = new(new("id", NotifyEvent.Drift, "m", Now, "/"), "ops", new()) { Next = Now };

    [Fact]
    public void Waits_grow_and_end()
    {
        var waits = Enumerable.Range(1, DeliveryRules.MaxAttempts - 1).Select(DeliveryRules.WaitAfter).ToList();

        Assert.Equal(waits.Order(), waits);
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromHours(6)), (waits[0], waits[^1]));
    }

    [Fact]
    public void A_process_that_dies_in_each_attempt_does_not_try_for_ever()
    {
        var (delivery, now) = (Fresh, Now);
        while (delivery.Status == DeliveryStatus.Pending)
        {
            Assert.True(DeliveryRules.IsDue(delivery, now));
            delivery = DeliveryRules.Begin(delivery, now);
            now += TimeSpan.FromMinutes(2);
        }

        Assert.Equal(DeliveryStatus.Failed, delivery.Status);
        Assert.Equal(Enumerable.Range(1, DeliveryRules.MaxAttempts), delivery.Attempts.Select(attempt => attempt.Number));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_clock_that_jumps_by_a_day_delays_nothing_by_a_day(int days)
    {
        var begun = DeliveryRules.Begin(Fresh, Now);
        var failed = DeliveryRules.End(begun, DeliveryOutcome.Timeout, null, Now);

        Assert.False(DeliveryRules.IsDue(failed, Now));
        Assert.True(DeliveryRules.IsDue(failed, Now.AddDays(days)));
    }

    [Theory]
    [InlineData(DeliveryOutcome.Refused)]
    [InlineData(DeliveryOutcome.Redirected)]
    [InlineData(DeliveryOutcome.PrivateAddress)]
    [InlineData(DeliveryOutcome.BadAddress)]
    [InlineData(DeliveryOutcome.NotAvailable)]
    public void What_another_attempt_would_not_change_is_not_tried_again(DeliveryOutcome outcome) =>
        Assert.Equal(DeliveryStatus.Failed, DeliveryRules.End(DeliveryRules.Begin(Fresh, Now), outcome, null, Now).Status);
}
