using Microsoft.Extensions.Logging;

namespace MLOpsFunctions.Api;

internal static partial class ApiLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Endpoint} failed")]
    public static partial void Failed(ILogger log, Exception fault, string endpoint);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Model} serves and cannot answer")]
    public static partial void NotReady(ILogger log, Exception fault, string model);
}
