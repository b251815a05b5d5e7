using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLOpsFunctions.Definitions;

/// <summary>Where notifications of a model go.</summary>
public sealed record NotifyChannel
{
    /// <summary>What receives the notifications.</summary>
    public NotifyKind Kind { get; init; }

    /// <summary>The address, https; null: urlFrom names it, or the kind is file.</summary>
    [StringLength(DefinitionLimits.Url, MinimumLength = 1)]
    public string? Url { get; init; }

    /// <summary>
    /// The environment variable that holds the address, for addresses that are secrets themselves. Its name begins with
    /// MLOPS_.
    /// </summary>
    [StringLength(DefinitionLimits.Line, MinimumLength = 1)]
    public string? UrlFrom { get; init; }

    /// <summary>The environment variable that holds the secret with which a webhook is signed. Its name begins with MLOPS_.</summary>
    [StringLength(DefinitionLimits.Line, MinimumLength = 1)]
    public string Secret { get; init; } = DefinitionDefaults.WebhookSecret;

    /// <summary>The notifications that go there; none named: all.</summary>
    [MaxLength(DefinitionLimits.Entries)]
    public IReadOnlyList<NotifyEvent> Events { get; init; } = [];
}

/// <summary>What receives the notifications of a channel.</summary>
public enum NotifyKind
{
    /// <summary>A program of yours: signed CloudEvents 1.0 over HTTPS.</summary>
    Webhook,

    /// <summary>A workflow of Microsoft Teams that takes adaptive cards.</summary>
    Teams,

    /// <summary>An incoming webhook of Slack.</summary>
    Slack,

    /// <summary>The file notifications.jsonl of the workspace, on one machine.</summary>
    File,

    /// <summary>A topic of Azure Event Grid that takes CloudEvents 1.0; on Azure, by the app's identity.</summary>
    EventGrid,
}

/// <summary>Notifications of a model.</summary>
public enum NotifyEvent
{
    /// <summary>A run broke or its file was refused.</summary>
    RunFailed,

    /// <summary>A run made a version that does not serve.</summary>
    HeldBack,

    /// <summary>A version waits for a person.</summary>
    ApprovalNeeded,

    /// <summary>A version serves.</summary>
    Deployed,

    /// <summary>The version before serves again.</summary>
    RolledBack,

    /// <summary>The inputs are not as the training data were.</summary>
    Drift,

    /// <summary>The version does worse than when it was judged.</summary>
    Decay,

    /// <summary>More rows of a file were set aside than promised.</summary>
    Quarantine,

    /// <summary>A promise was not kept.</summary>
    SlaMissed,
}

/// <summary>Reads channels; a text in place of a channel is the address of a webhook, as older definitions have it.</summary>
internal sealed class NotifyConverter : JsonConverter<IReadOnlyDictionary<string, NotifyChannel>>
{
    public override IReadOnlyDictionary<string, NotifyChannel> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Expected an object of channels.");
        }

        var channels = new Dictionary<string, NotifyChannel>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            channels[name] =
                reader.TokenType == JsonTokenType.String
                    ? new() { Url = reader.GetString() }
                    : JsonSerializer.Deserialize<NotifyChannel>(ref reader, options) ?? throw new JsonException("A channel is null.");
        }

        return channels;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, NotifyChannel> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, channel) in value)
        {
            writer.WritePropertyName(name);
            JsonSerializer.Serialize(writer, channel, options);
        }

        writer.WriteEndObject();
    }
}
