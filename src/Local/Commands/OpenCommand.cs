using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;

namespace MLOpsFunctions.Local.Commands;

/// <summary><c>open</c>: shows the dashboard in the browser, or says where it is.</summary>
internal static class OpenCommand
{
    public static Command Create()
    {
        var urls = ServeCommand.Urls("Where serve listens");
        var print = new Option<bool>("--print") { Description = "Print the address and open nothing" };
        return new Command("open", "Open the dashboard of a running 'mlops serve' in the browser") { urls, print }.OnRun(
            async (parsed, session, cancellation) =>
            {
                var address = new Uri(ServeCommand.CheckUrls(parsed.GetValue(urls)!).Split(';')[0].Trim().TrimEnd('/') + "/");
                var isListening = await IsListeningAsync(address, session.Time, cancellation);
                session.Terminal.Show(new { address, isListening }, _ => session.Terminal.Say(address.ToString()));
                if (!isListening)
                {
                    session.Terminal.Aside("Nobody answers there. mlops serve starts the server.");
                    return ExitCode.Fault;
                }

                if (!parsed.GetValue(print))
                {
                    Show(address, session.Terminal);
                }

                return ExitCode.Ok;
            },
            makesWorkspace: true
        );
    }

    private static async Task<bool> IsListeningAsync(Uri address, TimeProvider time, CancellationToken cancellation)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        using var patience = new CancellationTokenSource(client.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            return (await client.GetAsync(new Uri(address, "v2/health/live"), either.Token)).IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Opens an address in the browser, where a person is at the terminal.</summary>
    public static void Show(Uri address, Terminal terminal)
    {
        if (terminal.Json || terminal.IsPiped)
        {
            return;
        }

        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo(address.ToString()) { UseShellExecute = true }
            : new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [address.ToString()]);
        try
        {
            using var _ = Process.Start(start);
        }
        catch (Exception fault) when (fault is Win32Exception or InvalidOperationException)
        {
            terminal.Note("No browser was found; open the address yourself.");
        }
    }
}
