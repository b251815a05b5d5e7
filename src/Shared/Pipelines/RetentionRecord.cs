namespace MLOpsFunctions.Pipelines;

/// <summary>What was removed of one kind of a model's records, because it was older than the definition keeps it.</summary>
/// <param name="At">When the removal began.</param>
/// <param name="Kind">The key of the definition's part <c>retention</c>, such as <c>predictions</c>.</param>
/// <param name="Before">What was older than this was removed.</param>
/// <param name="Found">How many blobs or rows were to be removed.</param>
/// <param name="Removed">How many were; null where the process ended in between, and the next removal goes on.</param>
public sealed record RetentionRecord(DateTimeOffset At, string Model, string Kind, DateTimeOffset Before, int Found, int? Removed);
