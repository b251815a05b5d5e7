using System.CommandLine;
using System.Globalization;
using MLOpsFunctions.Notifications;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>notifications</c>: what was told to whom, newest first, and what is still to be told.</summary>
internal static class NotificationsCommand
{
    public static Command Create()
    {
        var model = new Argument<string?>("MODEL") { Description = "Only this model's", Arity = ArgumentArity.ZeroOrOne };
        var most = new Option<int>("--most")
        {
            Description = "How many",
            HelpName = "N",
            DefaultValueFactory = _ => 20,
        };
        return new Command("notifications", "List notifications, newest first, with every attempt to deliver it") { model, most }.OnRun(
            async (parsed, session, cancellation) =>
            {
                if (parsed.GetValue(model) is { } name)
                {
                    await KnownModels.CheckAsync(session, name, cancellation, orRun: true);
                }

                var notifications = await session
                    .Workspace.Services.Notifications.ListAsync(parsed.GetValue(model), cancellation)
                    .Take(parsed.GetValue(most))
                    .Select(entry => DeliverySummary.Of(entry.Delivery))
                    .ToListAsync(cancellation);
                session.Terminal.Show(
                    new { notifications },
                    console =>
                    {
                        Listing.Write(console, [.. notifications.Select(told => (Cells(told), told.Sentence, Colour(told.Status)))]);
                        session.Terminal.Note(
                            notifications.Count == 0
                                ? "Nothing was told. Channels are named under notify in a model's definition."
                                : "mlops serve delivers what is pending."
                        );
                    }
                );
                return ExitCode.Ok;
            }
        );
    }

    private static string[] Cells(DeliverySummary told) =>
        [
            told.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            told.Event.Words(),
            told.Channel,
            told.Attempts is [.., var last] ? $"attempt {last.Number}: {last.Outcome.Words()}{Status(last)}" : "not tried",
            told.Next is { } next ? $"{told.Status.Words()}, next at {next.UtcDateTime:HH:mm:ss}Z" : told.Status.Words(),
        ];

    private static string Status(DeliveryAttempt attempt) => attempt.HttpStatus is { } status ? $" ({status})" : "";

    private static string Colour(DeliveryStatus status) =>
        status switch
        {
            DeliveryStatus.Delivered => "green",
            DeliveryStatus.Failed => "red",
            _ => "yellow",
        };
}
