using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>A running <c>mlops serve</c>, and requests to it as a document writes them for curl.</summary>
internal sealed partial class ServerProcess(string workspace) : IAsyncDisposable
{
    private readonly HttpClient _client = new(new HttpClientHandler { AllowAutoRedirect = false }); // As curl does.
    private Process? _process;

    /// <summary>Starts it on a free port.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList = { typeof(Workspace).Assembly.Location, "serve", "--urls", "http://127.0.0.1:0", "--workspace", workspace },
        };
        _process = Process.Start(start)!;
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is { Success: true } found)
            {
                _client.BaseAddress = new(found.Value);
                _ = _process.StandardOutput.ReadToEndAsync();
                return;
            }
        }

        throw new InvalidOperationException("The server did not begin to listen.");
    }

    /// <summary>Sends what curl would send.</summary>
    public async Task<HttpResponseMessage> PlayAsync(ShellLine line, string? folder = null)
    {
        using var request = new HttpRequestMessage { Method = HttpMethod.Get };
        var (type, words) = ("application/x-www-form-urlencoded", line.Words);
        for (var i = 1; i < words.Length; i++)
        {
            switch (words[i])
            {
                case "-s":
                    break;
                case "-X":
                    request.Method = new(words[++i]);
                    break;
                case "-H":
                    var (name, value) = (words[i + 1].Split(": ")[0], words[++i].Split(": ")[1]);
                    type = name == "content-type" ? value : type;
                    _ = name == "content-type" || request.Headers.TryAddWithoutValidation(name, value);
                    break;
                case "-d":
                    request.Method = request.Method == HttpMethod.Get ? HttpMethod.Post : request.Method;
                    request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(words[++i]));
                    break;
                case "-T":
                    request.Method = HttpMethod.Put;
                    request.Content = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(folder!, words[++i])));
                    type = "text/csv";
                    break;
                case var address:
                    request.RequestUri = new(new Uri(address).PathAndQuery, UriKind.Relative);
                    break;
            }
        }

        request.Content?.Headers.TryAddWithoutValidation("Content-Type", type);
        return await _client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+(?=[.,/ ]|$)")]
    private static partial Regex Listening();
}
