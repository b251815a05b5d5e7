namespace MLOpsFunctions.Data;

/// <summary>What a data set has beyond the rows of a dropped file: predictions whose truth is known.</summary>
/// <param name="Base">Digest of the dropped file's data set, whose rows come first.</param>
/// <param name="Rows">Labelled predictions, each once, after those rows and in order of time.</param>
/// <param name="Known">Actual values that were known of the model at that time; those beyond the rows were not used.</param>
/// <param name="From">When the first of the predictions was given.</param>
/// <param name="To">When the last was given.</param>
/// <param name="Batches">Digest of the list of the log's batches that they come from (<see cref="FeedbackBatchRows"/>, as JSON).</param>
public sealed record FeedbackSource(string Base, int Rows, long Known, DateTimeOffset From, DateTimeOffset To, string Batches);

/// <summary>The predictions of one batch of the log that a data set has.</summary>
/// <param name="Blob">The batch, in the container of predictions.</param>
/// <param name="Version">The version that gave them.</param>
/// <param name="Rows">Their rows in the batch, from 0.</param>
public sealed record FeedbackBatchRows(string Blob, int Version, IReadOnlyList<int> Rows);
