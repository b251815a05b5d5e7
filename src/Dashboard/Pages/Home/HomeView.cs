using MLOpsFunctions.Dashboard.Layout;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Dashboard.Pages.Home;

/// <summary>What the overview shows.</summary>
/// <param name="Models">The models of this page, in ordinal order.</param>
/// <param name="Attention">What needs a person.</param>
/// <param name="Runs">The latest runs, newest first.</param>
/// <param name="NextModel">The model behind which the next page begins; null at the end.</param>
public sealed record HomeView(
    IReadOnlyList<ModelGlance> Models,
    IReadOnlyList<AttentionItem> Attention,
    IReadOnlyList<RunRecord> Runs,
    string? NextModel
)
{
    /// <summary>The view of what was read.</summary>
    public static HomeView Of(IReadOnlyList<ModelGlance> models, IReadOnlyList<RunRecord> runs, string? next, DateTimeOffset now) =>
        new(models, [.. models.SelectMany(model => AttentionItem.Of(model, now))], runs, next);
}

/// <summary>Something that needs a person.</summary>
/// <param name="What">What, in two words.</param>
/// <param name="Sentence">The same in a sentence.</param>
/// <param name="Href">Where it can be done.</param>
/// <param name="Tone">How urgent it is.</param>
public sealed record AttentionItem(string Model, string What, string Sentence, string Href, Tone Tone)
{
    /// <summary>What a model needs a person for.</summary>
    public static IEnumerable<AttentionItem> Of(ModelGlance glance, DateTimeOffset now)
    {
        var (model, overview) = (glance.Overview.Model, glance.Overview);
        if (overview.Waiting is { Label: { } label } guessed)
        {
            yield return new(
                model,
                "Confirm label",
                $"Version {guessed.Version} predicts '{PlainText.Name(label)}'. That was a guess.",
                Links.Run(guessed.Run),
                Tone.Warn
            );
        }
        else if (overview.Waiting is { } waiting)
        {
            yield return new(
                model,
                "Approve",
                $"Version {waiting.Version} passed its gates and waits for approval.",
                Links.Run(waiting.Run),
                Tone.Warn
            );
        }
        else if (glance.Newest is { Status: RunStatus.HeldBack, Version: { } version } held)
        {
            var why = held.Verdict is { Blessed: true }
                ? "passed its gates and does not serve; its run says why"
                : "did not pass its gates";
            yield return new(model, "Held back", $"Version {version} {why}.", Links.Run(held.Run), Tone.Neutral);
        }

        if (glance.Newest is { Status: RunStatus.Failed or RunStatus.Refused } ended)
        {
            yield return new(model, ended.Status.Words(), ended.Problem?.Title ?? "The newest run broke.", Links.Run(ended.Run), Tone.Bad);
        }

        if (overview.Rollout is { Paused: true } rollout)
        {
            yield return new(
                model,
                "Rollout held",
                $"Version {rollout.Version} stays in its {rollout.Stage.Words()} until a person lets it go on.",
                Links.Model(model),
                Tone.Warn
            );
        }

        if (glance.ReviewDue < now && overview.Control != ChangeControl.Archived)
        {
            yield return new(model, "Review", $"The review was due {Times.Relative(glance.ReviewDue.Value, now)}.", "/review", Tone.Warn);
        }
    }
}
