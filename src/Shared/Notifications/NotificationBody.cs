using System.Net.Mime;
using System.Text.Json;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Notifications;

/// <summary>What is sent.</summary>
/// <param name="ContentType">Its media type.</param>
/// <param name="Bytes">The bytes; the same notification gives the same.</param>
public sealed record NotificationBody(string ContentType, ReadOnlyMemory<byte> Bytes)
{
    private const string Json = "application/json";

    private static readonly JsonEventFormatter Formatter = new(MLOpsFunctions.Json.Compact, default);

    /// <summary>The body that a kind of channel takes.</summary>
    /// <param name="notification">What is sent.</param>
    /// <param name="publicUrl">The address of the installation, before links; null: links are paths.</param>
    public static NotificationBody Of(NotifyKind kind, Notification notification, string? publicUrl)
    {
        var link = $"{publicUrl?.TrimEnd('/')}{notification.Link}";
        return kind switch
        {
            NotifyKind.Teams => new(Json, ToBytes(TeamsCard(NotificationSentences.Of(notification), notification, link))),
            NotifyKind.Slack => new(Json, ToBytes(new { text = $"{Escape(NotificationSentences.Of(notification))} {Escape(link)}" })),
            _ => new("application/cloudevents+json; charset=utf-8", CloudEventOf(notification, link)),
        };
    }

    private static ReadOnlyMemory<byte> CloudEventOf(Notification notification, string link)
    {
        var told = new CloudEvent(CloudEventsSpecVersion.V1_0)
        {
            Id = notification.Id,
            Source = new Uri($"/api/models/{notification.Model}", UriKind.Relative),
            Type = $"mlops.{notification.Event.JsonName()}",
            Subject = notification.Run ?? notification.Model,
            Time = notification.At,
            DataContentType = MediaTypeNames.Application.Json,
            Data = new
            {
                notification.Model,
                notification.Run,
                notification.Version,
                notification.Previous,
                notification.Code,
                notification.Value,
                notification.Bound,
                notification.Names,
                Sentence = NotificationSentences.Of(notification),
                Link = link,
            },
        };
        return Formatter.EncodeStructuredModeMessage(told, out _);
    }

    /// <summary>A message with an adaptive card, as workflows of Teams take it.</summary>
    private static Dictionary<string, object> TeamsCard(string sentence, Notification notification, string link)
    {
        var card = new Dictionary<string, object>
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["body"] = new[]
            {
                new
                {
                    type = "TextBlock",
                    text = sentence,
                    wrap = true,
                },
            },
        };
        if (Uri.IsWellFormedUriString(link, UriKind.Absolute))
        {
            var action = new
            {
                type = "Action.OpenUrl",
                title = notification.Event == NotifyEvent.ApprovalNeeded ? "Look and decide" : "Look",
                url = link,
            };
            card["actions"] = new[] { action };
        }

        var attachment = new { contentType = "application/vnd.microsoft.card.adaptive", content = card };
        return new() { ["type"] = "message", ["attachments"] = new[] { attachment } };
    }

    /// <summary>Slack's three characters with a meaning.</summary>
    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);

    private static byte[] ToBytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, MLOpsFunctions.Json.Compact);
}
