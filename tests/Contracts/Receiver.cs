using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MLOpsFunctions.Contracts;

/// <summary>A receiver of webhooks on a free port of this machine, which keeps what it got.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<Received> _got = [];

    private Receiver(Func<HttpContext, int, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            int count;
            lock (_got)
            {
                _got.Add(
                    new(
                        context.Request.Path,
                        body.ToArray(),
                        context.Request.ContentType ?? "",
                        context.Request.Headers.ToDictionary(h => h.Key, h => $"{h.Value}")
                    )
                );
                count = _got.Count;
            }

            await answer(context, count);
        });
    }

    /// <summary>What it got, in order.</summary>
    public IReadOnlyList<Received> Got
    {
        get
        {
            lock (_got)
            {
                return [.. _got];
            }
        }
    }

    public string Url => $"{_app.Urls.Single()}/hook";

    public int Port => new Uri(Url).Port;

    /// <summary>Starts one.</summary>
    /// <param name="answer">What it does with the request and its number; by default it answers 204.</param>
    public static async Task<Receiver> StartAsync(Func<HttpContext, int, Task>? answer = null)
    {
        var receiver = new Receiver(answer ?? ((context, _) => AnswerAsync(context, 204)));
        await receiver._app.StartAsync();
        return receiver;
    }

    public static Task AnswerAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

/// <summary>One request.</summary>
public sealed record Received(string Path, byte[] Body, string ContentType, IReadOnlyDictionary<string, string> Headers);
