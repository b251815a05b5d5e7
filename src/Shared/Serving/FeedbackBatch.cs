namespace MLOpsFunctions.Serving;

/// <summary>Keeps many actual values, each by itself: what is wrong with one keeps none of the others out.</summary>
public static class FeedbackBatch
{
    /// <summary>Keeps the values; returns an answer for each, in order.</summary>
    /// <param name="feedback">Where they are kept.</param>
    /// <param name="entries">The prediction's id and the actual value; null: left out.</param>
    /// <param name="cancellation">Stops between two.</param>
    public static async Task<IReadOnlyList<FeedbackAnswer>> RecordAsync(
        FeedbackStore feedback,
        string model,
        IReadOnlyList<(string? Id, string? Actual)> entries,
        CancellationToken cancellation = default
    )
    {
        var answers = new List<FeedbackAnswer>(entries.Count);
        foreach (var (id, actual) in entries)
        {
            try
            {
                await RecordAsync(feedback, model, id, actual, isPlain: false, cancellation);
                answers.Add(new(id, true));
            }
            catch (ProblemException refusal)
            {
                answers.Add(new(id, false, refusal.Problem));
            }
        }

        return answers;
    }

    /// <summary>Keeps one value: <see cref="FeedbackOutcome.Kept"/>, or <see cref="FeedbackOutcome.Early"/>.</summary>
    /// <param name="feedback">Where it is kept.</param>
    /// <param name="id">The prediction's id.</param>
    /// <param name="actual">What turned out to be true.</param>
    /// <param name="isPlain">A number that is written as programs write them, however the training file wrote the label.</param>
    /// <param name="cancellation">Stops before the write.</param>
    /// <exception cref="ProblemException">A part is missing or too long, no such prediction was kept, or the label
    /// cannot be that.</exception>
    public static async Task<FeedbackOutcome> RecordAsync(
        FeedbackStore feedback,
        string model,
        string? id,
        string? actual,
        bool isPlain,
        CancellationToken cancellation = default
    )
    {
        if (string.IsNullOrEmpty(id))
        {
            throw new ProblemException(new("'id' is missing", Expected: "the id that came with the prediction", Where: "body, $.id"));
        }

        if (actual is null)
        {
            throw new ProblemException(new("'actual' is missing", Expected: "a number, or a class by name", Where: "body, $.actual"));
        }

        if (actual.Length is 0 or > FeedbackStore.MaxActual)
        {
            throw new ProblemException(
                new("'actual' is not usable", Expected: $"1 to {FeedbackStore.MaxActual} characters", Where: "body, $.actual")
            );
        }

        switch (await feedback.RecordAsync(model, id, actual, isPlain, cancellation))
        {
            case FeedbackOutcome.Kept:
                return FeedbackOutcome.Kept;
            case FeedbackOutcome.Early:
                return FeedbackOutcome.Early;
            case FeedbackOutcome.Conflict:
                throw new ProblemException(
                    new(
                        "Another value was sent for this prediction before",
                        Expected: "the value that was sent first, which stays",
                        Where: "body, $.actual",
                        Try: "nothing: this value is kept as a conflict",
                        Status: 409
                    )
                );
            default:
                throw new ProblemException(
                    new(
                        "No such prediction was kept",
                        Where: $"model '{model}'",
                        Status: 404,
                        Try: $"send the id exactly as it came with the prediction, {PredictionLog.FlushInterval.TotalSeconds:0}"
                            + " seconds later or more; "
                            + "under great load only a part of the predictions is kept"
                    )
                );
        }
    }
}

/// <summary>What became of one actual value.</summary>
/// <param name="Id">The prediction's id; null where it was left out.</param>
/// <param name="Accepted">Whether it was kept.</param>
/// <param name="Problem">Why not.</param>
public sealed record FeedbackAnswer(string? Id, bool Accepted, Problem? Problem = null);
