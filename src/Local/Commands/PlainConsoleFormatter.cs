using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary>
/// Writes a log entry on one line, with what is unsafe in it escaped (<see cref="PlainText"/>): names of files and
/// columns stand in log entries too.
/// </summary>
internal sealed class PlainConsoleFormatter() : ConsoleFormatter("plain")
{
    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var level = logEntry.LogLevel switch
        {
            LogLevel.Trace or LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            LogLevel.Error => "error",
            _ => "fatal",
        };
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var fault = logEntry.Exception is null ? "" : $" {logEntry.Exception}";
        textWriter.WriteLine(PlainText.Escape($"{level}: {logEntry.Category}: {message}{fault}"));
    }
}

/// <summary>Adds the formatter to a host's logs.</summary>
internal static class PlainConsoleLogging
{
    /// <summary>Logs to the console with <see cref="PlainConsoleFormatter"/>.</summary>
    public static ILoggingBuilder AddPlainConsole(this ILoggingBuilder logs)
    {
        logs.AddConsole(console => console.FormatterName = "plain").Services.AddSingleton<ConsoleFormatter, PlainConsoleFormatter>();
        return logs;
    }
}
