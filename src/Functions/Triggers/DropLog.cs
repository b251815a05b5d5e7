using Microsoft.Extensions.Logging;

namespace MLOpsFunctions.Functions.Triggers;

/// <summary>What the intake logs. Alert rules look for the event names.</summary>
internal static partial class DropLog
{
    [LoggerMessage(1, LogLevel.Information, "DropStarted: {File} is handled by run {Run}", EventName = "DropStarted")]
    public static partial void Started(ILogger log, string file, string run);

    [LoggerMessage(2, LogLevel.Information, "DropGone: {File} was told of and is gone; nothing was started", EventName = "DropGone")]
    public static partial void Gone(ILogger log, string file);

    [LoggerMessage(
        3,
        LogLevel.Error,
        "DropPoisoned: {File} could not be taken in {Attempts} attempts: {Reason}",
        EventName = "DropPoisoned"
    )]
    public static partial void DropPoisoned(ILogger log, Exception? fault, string file, int attempts, string reason);

    [LoggerMessage(4, LogLevel.Warning, "DropFailed: {File} could not be started; the next sweep tries again", EventName = "DropFailed")]
    public static partial void WillTryAgain(ILogger log, Exception fault, string file);
}
