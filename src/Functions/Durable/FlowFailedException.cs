using System.Text.Json;

namespace MLOpsFunctions.Functions.Durable;

/// <summary>
/// Ends an orchestration as failed. Its message is all that reaches the parent and the instance's record, so a problem
/// travels in it as JSON.
/// </summary>
/// <param name="message">What happened.</param>
/// <param name="problem">What the person who asked can mend, where that is the cause.</param>
internal sealed class FlowFailedException(string message, Problem? problem)
    : Exception(problem is null ? message : message + Marker + Json.Write(problem))
{
    private const string Marker = "\nproblem: ";

    /// <summary>The message and the problem that an exception of this type was made of; any other message stands for itself.</summary>
    public static (string Message, Problem? Problem) Read(string message)
    {
        var marker = message.LastIndexOf(Marker, StringComparison.Ordinal);
        if (marker < 0)
        {
            return (message, null);
        }

        try
        {
            return (message[..marker], Json.Read<Problem>(message[(marker + Marker.Length)..]));
        }
        catch (JsonException)
        {
            // Something else ended its message like this; nothing is lost by showing all of it.
            return (message, null);
        }
    }
}
