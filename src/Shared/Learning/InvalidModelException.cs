namespace MLOpsFunctions.Learning;

/// <summary>
/// Bytes that should have been a model are not: cut off, altered, of another version, or made to harm. The one way in
/// which reading a model fails.
/// </summary>
/// <param name="message">What was found and what was expected.</param>
/// <param name="inner">The exception that revealed it, if any.</param>
public sealed class InvalidModelException(string message, Exception? inner = null) : Exception(message, inner);
