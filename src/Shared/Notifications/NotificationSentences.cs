using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Notifications;

/// <summary>The sentence of a notification, made where it is sent.</summary>
internal static class NotificationSentences
{
    public static string Of(Notification sent) =>
        sent.Event switch
        {
            NotifyEvent.RunFailed => $"Run {sent.Run} of {sent.Model} ended as {sent.Code}.",
            NotifyEvent.HeldBack when sent.Version is { } version =>
                $"Version {version} of {sent.Model} is held back{Names(sent, "; gates that did not pass: ")}.",
            NotifyEvent.HeldBack => $"Run {sent.Run} of {sent.Model} is held back.",
            NotifyEvent.ApprovalNeeded => $"Version {sent.Version} of {sent.Model} passed its gates and waits for approval.",
            NotifyEvent.Deployed => $"Version {sent.Version} of {sent.Model} serves.",
            NotifyEvent.RolledBack when sent.Code == "guardrail" =>
                $"Version {sent.Previous} of {sent.Model} was rolled back automatically; version {sent.Version} serves.",
            NotifyEvent.RolledBack => $"Version {sent.Previous} of {sent.Model} was rolled back; version {sent.Version} serves.",
            NotifyEvent.Drift => $"The inputs of {sent.Model} drifted{Names(sent, ": ")}.",
            NotifyEvent.Decay => $"{sent.Code} of {sent.Model} is {Number(sent.Value)} now and was {Number(sent.Bound)} on the test rows.",
            NotifyEvent.Quarantine =>
                $"Run {sent.Run} of {sent.Model} set {Number(sent.Value)} of the rows aside; at most {Number(sent.Bound)} is promised.",
            NotifyEvent.SlaMissed => $"{sent.Code} of {sent.Model} is {Number(sent.Value)}; at most {Number(sent.Bound)} is promised.",
            _ => throw new NotSupportedException($"No sentence for {sent.Event}."),
        };

    private static string Names(Notification sent, string before) =>
        sent.Names is { Count: > 0 } names ? before + string.Join(", ", names) : "";

    private static string Number(double? value) => value is { } number ? NumberFormat.Format(number) : "unknown";
}
