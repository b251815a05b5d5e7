using System.CommandLine;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MLOpsFunctions.Api;
using MLOpsFunctions.Dashboard;
using MLOpsFunctions.Dashboard.Forms;
using MLOpsFunctions.Local.Hosting;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>serve</c>: drop folder, HTTP and timers until Ctrl-C.</summary>
internal static class ServeCommand
{
    /// <summary>What whoever reaches this server may do: it asks nobody for a password.</summary>
    private const AccessLevel Everything = AccessLevel.Administer;

    /// <summary>Where it listens unless something else is said: on this machine alone.</summary>
    public const string DefaultUrl = "http://127.0.0.1:7071";

    public static Command Create()
    {
        var urls = Urls();
        var days = new Option<int>("--history-retention-days")
        {
            Description = "How many days the engine keeps the history of what has ended",
            HelpName = "N",
            DefaultValueFactory = _ => HistoryPurge.DefaultDays,
        };
        days.Validators.Add(result =>
        {
            // What is no number the library refuses itself.
            if (
                result.Tokens is [{ Value: var text }]
                && int.TryParse(text, CultureInfo.InvariantCulture, out var count)
                && count is < 1 or > 3650
            )
            {
                result.AddError("--history-retention-days is a whole number from 1 to 3650.");
            }
        });
        return new Command("serve", "Watch the drop folder, answer HTTP and keep the schedules, until Ctrl-C") { urls, days }.OnRun(
            (parsed, session, cancellation) =>
                RunAsync(session, CheckUrls(parsed.GetValue(urls)!), parsed.GetValue(days), beside: null, cancellation),
            makesWorkspace: true
        );
    }

    /// <summary>The option that says where the server listens.</summary>
    public static Option<string> Urls(string description = "Where to listen") =>
        new("--urls")
        {
            Description = description,
            HelpName = "URL",
            DefaultValueFactory = _ => DefaultUrl,
        };

    /// <summary>Serves until it is cancelled.</summary>
    /// <param name="session">The workspace.</param>
    /// <param name="urls">Where to listen.</param>
    /// <param name="days">Days that the engine keeps histories.</param>
    /// <param name="beside">What runs beside the server and tells of runs itself, given the server's address; null: nothing.</param>
    /// <param name="cancellation">Ends it.</param>
    internal static async Task<int> RunAsync(
        CommandSession session,
        string urls,
        int days,
        Func<Uri, CancellationToken, Task>? beside,
        CancellationToken cancellation
    )
    {
        var workspace = session.Workspace;
        await using var app = Build(workspace, urls);
        if (beside is null)
        {
            workspace.RunRecorded += new RunLogger(app.Logger, session.NamedWorkspace).Log;
        }

        await session.StartAsync();
        await ListenAsync(app, urls, cancellation);
        Greet(session, app);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] running =
        [
            .. Loops(session, app.Logger, TimeSpan.FromDays(days), stop.Token),
            .. beside is null ? [] : (Task[])[beside(new(app.Urls.First()), stop.Token)],
        ];
        var first = await Task.WhenAny([.. running, Task.Delay(Timeout.Infinite, cancellation)]);
        await stop.CancelAsync();
        try
        {
            await Task.WhenAll(running);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // What ran beside the server was stopped with it.
        }

        // The requests that were under way are answered; what they were answered is stored as the workspace closes.
        await app.StopAsync(CancellationToken.None);
        return cancellation.IsCancellationRequested
            ? ExitCode.Ok
            : throw new InvalidOperationException($"A part of the server ended by itself: {first.Status}.");
    }

    private static async Task ListenAsync(WebApplication app, string urls, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException fault)
        {
            throw new ProblemException(
                new("Nobody can listen there", fault.Message, "a free address on this machine", urls, "another --urls"),
                fault
            );
        }
    }

    private static void Greet(CommandSession session, WebApplication app)
    {
        var (terminal, path) = (session.Terminal, session.Workspace.Path);
        terminal.Say($"Listening on {string.Join(", ", app.Urls)}. Open it in a browser: that is the dashboard.");
        terminal.Say("GET /api/runs tells what runs, POST /api/models/MODEL/predict answers rows; the README has more.");
        terminal.Say(
            $"Drop files into {Path.Combine(path, StorageNames.IncomingContainer)}/MODEL/, and rows to predict into "
                + $"{Path.Combine(path, StorageNames.ScoreContainer)}/MODEL/."
        );
        terminal.Say("Ctrl-C stops; what runs goes on at the next start.");
    }

    /// <summary>What runs beside the web host: drop folders, schedules, and what stores and sends.</summary>
    private static IEnumerable<Task> Loops(CommandSession session, ILogger log, TimeSpan retention, CancellationToken stop)
    {
        var (workspace, services) = (session.Workspace, session.Workspace.Services);
        var purge = new HistoryPurge(workspace.Engine, new(services.Tables), retention, session.Time, log);
        return
        [
            .. StorageNames.DropContainers.Select(container =>
                new DropFolder(container, services.Blobs, workspace.Starter, services.Runs, session.Time, log).RunAsync(
                    Path.Combine(workspace.Path, container),
                    stop
                )
            ),
            new ScheduleService(services, workspace.Starter, workspace.Rollouts, purge.RunAsync, log).RunAsync(stop),
            workspace.Predictions.RunAsync(stop),
            workspace.Statistics.RunAsync(stop),
            new NotificationService(new(services, log), session.Time, log).RunAsync(stop),
        ];
    }

    /// <summary>The addresses; refuses those that cannot be listened on, before anything is opened.</summary>
    internal static string CheckUrls(string urls)
    {
        var wrong = urls.Split(';').FirstOrDefault(url => !IsUrl(url.Trim()));
        if (wrong is not null)
        {
            throw new ProblemException(
                new(
                    "Nobody can listen there",
                    wrong.Length == 0 ? "nothing" : $"'{BlobNames.Printable(wrong)}'",
                    "http://ADDRESS:PORT, several separated by semicolons",
                    "--urls",
                    wrong.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
                        ? "http, behind a proxy that ends TLS"
                        : "http://127.0.0.1:7071"
                )
            );
        }

        return urls;
    }

    private static bool IsUrl(string url)
    {
        try
        {
            return BindingAddress.Parse(url) is { Scheme: "http", Port: >= 0 and <= ushort.MaxValue, PathBase: "" };
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The HTTP side alone: what `serve` listens with.</summary>
    internal static WebApplication Build(Workspace workspace, string urls)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = workspace.Path });
        // The command itself reports why it cannot listen; the host would print a stack trace first.
        builder
            .Logging.ClearProviders()
            .AddPlainConsole()
            .AddFilter("Microsoft", LogLevel.Warning)
            // Else the host makes a log scope and an activity for every request; each endpoint has a span of its own.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.WebHost.UseShutdownTimeout(TimeSpan.FromSeconds(5));
        // Each endpoint bounds its own body.
        builder.WebHost.UseUrls(urls).ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var (app, api) = (builder.Build(), workspace.Api);
        app.Use(new CrossSiteGuard(urls).CheckAsync);
        var forms = new FormTokens(workspace.Services.Settings.PrivacyKey, workspace.Services.Time);
        app.UseStatusCodePages(page =>
            DashboardEndpoints.IsForPeople(page.HttpContext)
                ? DashboardEndpoints.ExplainAsync(page.HttpContext, api, forms, Everything)
                : ApiEndpoints.ExplainAsync(page.HttpContext)
        );
        foreach (var endpoint in ApiEndpoints.All)
        {
            app.MapMethods($"/{endpoint.Template}", endpoint.Verbs, context => endpoint.InvokeAsync(context, api));
        }

        foreach (var page in DashboardEndpoints.All)
        {
            app.MapMethods($"/{page.Template}", page.Verbs, context => page.InvokeAsync(context, api, forms, Everything));
        }

        return app;
    }
}
