namespace MLOpsFunctions.Dashboard.Layout;

/// <summary>What a page says after a form was done. A link carries a code only, so that nobody can make a page say anything else.</summary>
internal static class DoneMessages
{
    private static readonly Dictionary<string, string> Sentences = new(StringComparer.Ordinal)
    {
        ["approve"] = "Approved. The version takes the live slot as soon as it is verified.",
        ["reject"] = "Rejected. The version does not serve.",
        ["cancel"] = "The run ends as soon as its current step allows it.",
        ["retrain"] = "A new training has started.",
        ["confirm"] = "The label is confirmed. A new training has started.",
        ["upload"] = "The file was taken.",
        ["rollback"] = "The earlier version serves again.",
        ["promote"] = "The promotion is recorded.",
        ["hold"] = "The rollout stays where it is.",
        ["abandon"] = "The rollout has ended. The champion goes on serving.",
        ["pin"] = "The champion is pinned. It does not change by itself.",
        ["freeze"] = "The model is frozen. Nothing changes by itself.",
        ["release"] = "The model is released.",
        ["archive"] = "The model is archived. It does not serve.",
        ["unarchive"] = "The model serves again.",
        ["drift"] = "A drift check has started. Load the page again in a moment.",
        ["review"] = "The review is recorded.",
    };

    /// <summary>The sentence of a code; null: there is none.</summary>
    public static string? Find(string? code) => code is null ? null : Sentences.GetValueOrDefault(code);
}
