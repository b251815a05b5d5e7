using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Notifications;

/// <summary>What a piece of news says in words; made where it is sent.</summary>
internal static class NotificationSentences
{
    /// <summary>One sentence.</summary>
    public static string Of(Notification news) =>
        news.Event switch
        {
            NotifyEvent.RunFailed => $"Run {news.Run} of {news.Model} ended as {news.Code}.",
            NotifyEvent.HeldBack when news.Version is { } version =>
                $"Version {version} of {news.Model} is held back{Names(news, "; gates that did not pass: ")}.",
            NotifyEvent.HeldBack => $"Run {news.Run} of {news.Model} is held back.",
            NotifyEvent.ApprovalNeeded => $"Version {news.Version} of {news.Model} passed its gates and waits for approval.",
            NotifyEvent.Deployed => $"Version {news.Version} of {news.Model} serves.",
            NotifyEvent.RolledBack when news.Code == "guardrail" =>
                $"Version {news.Previous} of {news.Model} was rolled back automatically; version {news.Version} serves.",
            NotifyEvent.RolledBack => $"Version {news.Previous} of {news.Model} was rolled back; version {news.Version} serves.",
            NotifyEvent.Drift => $"The inputs of {news.Model} drifted{Names(news, ": ")}.",
            NotifyEvent.Decay => $"{news.Code} of {news.Model} is {Number(news.Value)} now and was {Number(news.Bound)} on the test rows.",
            NotifyEvent.Quarantine =>
                $"Run {news.Run} of {news.Model} set {Number(news.Value)} of the rows aside; at most {Number(news.Bound)} is promised.",
            NotifyEvent.SlaMissed => $"{news.Code} of {news.Model} is {Number(news.Value)}; at most {Number(news.Bound)} is promised.",
            _ => throw new NotSupportedException($"No sentence for {news.Event}."),
        };

    private static string Names(Notification news, string before) =>
        news.Names is { Count: > 0 } names ? before + string.Join(", ", names) : "";

    private static string Number(double? value) => value is { } number ? NumberFormat.Format(number) : "unknown";
}
