namespace MLOpsFunctions.Storage;

/// <summary>
/// The disk cannot be written to: it is full or read-only. Once that is mended, the same operation can be done again.
/// </summary>
public static class UnwritableStorage
{
    /// <summary>The status that fits: Insufficient Storage (RFC 4918).</summary>
    public const int Status = 507;

    /// <summary>EFBIG of Linux: the file would be larger than the process may write.</summary>
    public const int FileTooLarge = 27;

    private const int NoSpace = 28,
        Quota = 122,
        ReadOnly = 30; // ENOSPC, EDQUOT, EROFS of Linux.
    private const int WindowsFull = unchecked((int)0x80070070),
        WindowsHandleFull = unchecked((int)0x80070027),
        WindowsReadOnly = unchecked((int)0x80070013);

    /// <summary>The problem behind a failure, from the exception itself or its cause; null if it is of another kind.</summary>
    public static Problem? Of(Exception? fault) =>
        fault switch
        {
            null => null,
            StorageUnwritableException unwritable => unwritable.Problem,
            IOException { HResult: NoSpace or Quota or FileTooLarge or WindowsFull or WindowsHandleFull } full => Full(full.Message),
            IOException { HResult: ReadOnly or WindowsReadOnly } locked => NotWritable(locked.Message),
            _ => Of(fault.InnerException),
        };

    /// <summary>The problem of a full disk.</summary>
    public static Problem Full(string found) =>
        new(
            "The disk is full",
            found,
            "space for data, models and history",
            Try: "free some space, or take another --workspace; what was under way goes on then",
            Status: Status
        );

    /// <summary>The problem of a read-only disk.</summary>
    public static Problem NotWritable(string found) =>
        new(
            "The disk cannot be written",
            found,
            "a disk that may be written",
            Try: "mount it for writing, or take another --workspace",
            Status: Status
        );
}

/// <summary>A store could not write, and the data are not the reason.</summary>
/// <param name="problem">The problem for the user.</param>
/// <param name="inner">The store's own exception.</param>
public sealed class StorageUnwritableException(Problem problem, Exception inner) : IOException(problem.ToString(), inner)
{
    /// <summary>The problem for the user.</summary>
    public Problem Problem { get; } = problem;
}
