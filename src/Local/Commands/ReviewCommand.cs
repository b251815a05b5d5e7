using System.CommandLine;
using System.Globalization;
using MLOpsFunctions.Api;
using MLOpsFunctions.Pipelines;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>review</c>: what whoever answers for models has to know, and what is missing or overdue.</summary>
internal static class ReviewCommand
{
    public static Command Create()
    {
        var model = new Argument<string?>("MODEL") { Description = "Only this model", Arity = ArgumentArity.ZeroOrOne };
        var done = new Option<bool>("--done") { Description = "Record that you have reviewed MODEL" };
        var anonymity = new Option<string?>("--k-anonymity")
        {
            Description = "Tell how many rows of MODEL look alike at least by these columns, or by all that are learned",
            HelpName = "COLUMN,COLUMN",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("review", "Show owner, age, promises, alerts and privacy of each model, and what is missing or overdue")
        {
            model,
            done,
            anonymity,
            Verb.By,
            Verb.Reason,
        };
        return command.OnRun(
            async (parsed, session, cancellation) =>
            {
                var services = session.Workspace.Services;
                var name = parsed.GetValue(model);
                if (name is not null)
                {
                    await KnownModels.CheckAsync(session, name, cancellation);
                }

                if (parsed.GetValue(done))
                {
                    await services.Reviews.RecordAsync(
                        name ?? throw new ProblemException(new("Which model was reviewed?", Try: "mlops review MODEL --done")),
                        parsed.GetValue(Verb.By)!,
                        parsed.GetValue(Verb.Reason),
                        cancellation
                    );
                }

                var reviews = new List<ModelReview>();
                await foreach (var found in services.Registry.ModelsAsync(cancellation))
                {
                    if (name is null || name == found)
                    {
                        var review = await services.Reviews.ReadAsync(found, cancellation);
                        reviews.Add(
                            parsed.GetResult(anonymity) is null
                                ? review
                                : review with
                                {
                                    Anonymity = await services.Reviews.AnonymityAsync(
                                        found,
                                        parsed.GetValue(anonymity)?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [],
                                        cancellation
                                    ),
                                }
                        );
                    }
                }

                session.Terminal.Show(ReviewDocument.Of(reviews), console => reviews.ForEach(review => Write(console, review)));
                return ExitCode.Ok;
            }
        );
    }

    private static void Write(IAnsiConsole console, ModelReview review)
    {
        console.WriteLine(review.Archived ? $"{review.Model} (archived)" : review.Model);
        foreach (var (name, text) in Lines(review))
        {
            Listing.Indent(console, $"{name}: {text}");
        }
    }

    private static IEnumerable<(string Name, string Text)> Lines(ModelReview review)
    {
        yield return ("owner", review.Owner ?? "-");
        yield return ("purpose", review.Purpose ?? "-");
        yield return ("criterion", Join(review.Criterion.Select(gate => gate.Metric)));
        yield return ("serves", review.Version is { } version ? $"version {version}, {Days(review.ModelAgeDays)} old" : "nothing");
        yield return ("data", review.DataAgeDays is null ? "-" : $"{Days(review.DataAgeDays)} old");
        yield return ("promises", Join(review.Sla.Select(Promise)));
        yield return ("alerts", Join(review.Alerts.Select(alert => alert.Words())));
        yield return ("drift", review.Drift is { } drift ? $"{(drift.Drifted ? "yes" : "no")}, checked {Day(drift.At)}" : "never checked");
        yield return ("privacy", Join(review.Privacy.Select(column => $"{column.Key} {column.Value.JsonName()}")));
        if (review.Anonymity is { } found)
        {
            var alone = string.Create(CultureInfo.InvariantCulture, $"{found.Alone:N0} of {found.Rows:N0} rows alone");
            yield return ("k-anonymity", $"{found.K} by {Join(found.Columns)}, {alone}");
        }

        yield return ("approval", review.Approval.Words());
        var rollback = review.LastRollback is { } back ? $"{Day(back.At)}, {back.From} to {back.To}, by {back.By}" : "-";
        yield return ("last rollback", rollback);
        yield return ("reviewed", review.Reviewed is { } last ? $"{Day(last.At)} by {last.By}" : "never");
        yield return ("missing or overdue", Join(review.Findings.Select(finding => finding.Words())));
    }

    /// <summary>A promise with what was measured.</summary>
    internal static string Promise(Notifications.SlaMeasurement promise) =>
        promise.Measured is { } value
            ? $"{promise.Name} {NumberFormat.Format(value)} of {NumberFormat.Format(promise.Most)}"
                + (promise.Met == false ? ", missed" : "")
            : $"{promise.Name} not measured";

    private static string Join(IEnumerable<string> parts) => string.Join("; ", parts) is { Length: > 0 } text ? text : "-";

    private static string Days(double? days) => string.Create(CultureInfo.InvariantCulture, $"{days:0.#} days");

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
