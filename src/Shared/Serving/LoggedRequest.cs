namespace MLOpsFunctions.Serving;

/// <summary>One request of a batch of predictions: its rows follow those of the request before.</summary>
/// <param name="Rows">Rows that were answered; at least 1.</param>
/// <param name="AfterMilliseconds">When it was answered, from the opening of the batch on.</param>
/// <param name="Microseconds">How long the version took to read and score the rows, without the network; 0: not measured.</param>
/// <param name="Shadows">
/// Where the version only looked over another's shoulder: the id of the caller's prediction of the first row. The rows
/// after it belong to the predictions after that.
/// </param>
public readonly record struct LoggedRequest(int Rows, int AfterMilliseconds, long Microseconds, string? Shadows = null);

/// <summary>Why rows got no answer; what is kept of them in place of their values.</summary>
public enum RefusalCode
{
    /// <summary>A cell or a row cannot be read as the version's columns are written.</summary>
    Unreadable,

    /// <summary>A row has nothing to answer from, or something that the definition does not want answered.</summary>
    Unanswerable,

    /// <summary>The version gave a number that is not finite.</summary>
    NotFinite,

    /// <summary>The version failed.</summary>
    Failed,
}
