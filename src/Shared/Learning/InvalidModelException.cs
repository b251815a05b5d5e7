namespace MLOpsFunctions.Learning;

/// <summary>
/// Bytes are not a valid model: truncated, altered, of another version, or malicious. Reading a model fails in this way
/// only.
/// </summary>
/// <param name="message">What was found and what was expected.</param>
/// <param name="inner">The exception that revealed it, if any.</param>
public sealed class InvalidModelException(string message, Exception? inner = null) : Exception(message, inner);
