using System.Text.Json;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Api;

/// <summary>The requests by which a person lets a version serve that waits.</summary>
internal static class WaitingVersions
{
    /// <summary>The version with the request that lets it serve.</summary>
    public static WaitingVersion? Told(string model, WaitingVersion? waiting) =>
        waiting is null
            ? null
            : waiting with
            {
                Confirm = waiting.Label is { } label
                    ? Confirmation(model, label)
                    : $"POST /api/runs/{waiting.Run}/approval {{\"approved\":true,\"by\":\"NAME\"}}",
            };

    /// <summary>The request that confirms a guessed label.</summary>
    public static string Confirmation(string model, string label) =>
        $"POST /api/models/{model}/retrain {JsonSerializer.Serialize(new { label }, Json.Compact)}";
}
