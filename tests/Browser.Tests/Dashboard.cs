using Microsoft.Playwright;

namespace MLOpsFunctions.Browser.Tests;

/// <summary>The dashboard of a running server with the story's models, and one browser for all tests.</summary>
public sealed class Dashboard : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    /// <summary>Milliseconds that a busy machine may take to show something.</summary>
    private const float Patience = 30_000;

    private Server? _server;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Calls the server without a browser.</summary>
    internal HttpClient Http { get; } = new();

    /// <summary>Where the pages are.</summary>
    internal Uri Address => _server!.Address;

    public async Task InitializeAsync()
    {
        if (Chromium.Missing is not null)
        {
            return; // Every test is left out.
        }

        var executable = Chromium.Path ?? throw new InvalidOperationException(Chromium.NotFound);

        Assertions.SetDefaultExpectTimeout(Patience);
        _server = await Server.StartAsync(Story.Definitions);
        Http.BaseAddress = _server.Address;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = Arguments });
        await new Story(Http).PlayAsync();
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <summary>A window of its own: no cookie of another one.</summary>
    internal async Task<Visit> VisitAsync(ColorScheme scheme = ColorScheme.Light, int width = 1280, bool script = true)
    {
        var context = await _browser!.NewContextAsync(
            new()
            {
                BaseURL = Address.ToString(),
                ColorScheme = scheme,
                ViewportSize = new() { Width = width, Height = 900 },
                JavaScriptEnabled = script,
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        context.SetDefaultTimeout(Patience);
        return new(context, await context.NewPageAsync(), Address);
    }
}

/// <summary>All tests share one server and one browser, and run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class DashboardCollection : ICollectionFixture<Dashboard>
{
    public const string Name = "dashboard";
}
