using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using MLOpsFunctions.Local.Hosting;

namespace MLOpsFunctions.Local.Tests.Hosting;

public sealed class IgnoredEntriesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lines _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_never_taken_is_told_of_once()
    {
        Directory.CreateDirectory(_folder["incoming/bikes/deeper"]);
        File.WriteAllText(_folder["incoming/bikes/a.csv"], "x");
        File.CreateSymbolicLink(_folder["incoming/bikes/link.csv"], _folder["incoming/bikes/a.csv"]);
        Directory.CreateSymbolicLink(_folder["incoming/bikes/deeper/loop"], _folder["incoming"]);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder["incoming/bikes/s"]));
        using (var making = Process.Start("mkfifo", [_folder["incoming/bikes/pipe.csv"]]))
        {
            making.WaitForExit();
        }

        var ignored = new IgnoredEntries(_folder["incoming"], _log);
        ignored.Report();
        ignored.Report();

        Assert.Equal(
            [
                "bikes/deeper/loop is left alone: it is a link",
                "bikes/link.csv is left alone: it is a link",
                "bikes/pipe.csv is left alone: it is a pipe",
                "bikes/s is left alone: it is a pipe",
            ],
            _log.Said.Select(line => line[..line.IndexOf(',')].Replace(", a socket", "")).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_folder_that_is_gone_has_nothing_to_tell()
    {
        new IgnoredEntries(_folder["nowhere"], _log).Report();

        Assert.Empty(_log.Said);
    }

    internal sealed class Lines : ILogger
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (logLevel >= LogLevel.Information)
            {
                Said.Add(formatter(state, exception));
            }
        }
    }
}
