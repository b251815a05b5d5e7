using Microsoft.Playwright;

namespace MLOpsFunctions.Browser.Tests;

/// <summary>A window of the browser that notes what no page may do: complain on the console, or ask another host for anything.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    public Visit(IBrowserContext context, IPage page, Uri site)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Complaints.Add($"{page.Url}: {message.Text}");
            }
        };
        page.PageError += (_, error) => Complaints.Add($"{page.Url}: {error}");
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url).GetLeftPart(UriPartial.Authority) != site.GetLeftPart(UriPartial.Authority))
            {
                Complaints.Add($"{page.Url} asks for {request.Url}");
            }
        };
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>What it did that it may not.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Loads an address, which must answer with a page.</summary>
    public async Task OpenAsync(string address)
    {
        var answer = await Page.GotoAsync(address);
        Assert.Equal(200, answer!.Status);
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
