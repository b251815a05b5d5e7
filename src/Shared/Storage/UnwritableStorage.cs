namespace MLOpsFunctions.Storage;

/// <summary>
/// A disk that takes nothing more, because it is full or may only be read. Once there is room, what was refused can be
/// done again.
/// </summary>
public static class UnwritableStorage
{
    /// <summary>The status that fits: Insufficient Storage (RFC 4918).</summary>
    public const int Status = 507;

    private const int NoSpace = 28,
        Quota = 122,
        ReadOnly = 30; // ENOSPC, EDQUOT, EROFS of Linux.
    private const int WindowsFull = unchecked((int)0x80070070),
        WindowsHandleFull = unchecked((int)0x80070027),
        WindowsReadOnly = unchecked((int)0x80070013);

    /// <summary>The problem that a failure tells of, itself or as its cause; null where it is of another kind.</summary>
    public static Problem? Of(Exception? fault) =>
        fault switch
        {
            null => null,
            StorageUnwritableException unwritable => unwritable.Problem,
            IOException { HResult: NoSpace or Quota or WindowsFull or WindowsHandleFull } full => Full(full.Message),
            IOException { HResult: ReadOnly or WindowsReadOnly } locked => NotWritable(locked.Message),
            _ => Of(fault.InnerException),
        };

    /// <summary>What is told of a full disk.</summary>
    public static Problem Full(string found) =>
        new(
            "The disk is full",
            found,
            "room for data, models and history",
            Try: "make room, or take another --workspace; what was under way goes on then",
            Status: Status
        );

    /// <summary>What is told of a disk that may only be read.</summary>
    public static Problem NotWritable(string found) =>
        new(
            "The disk cannot be written",
            found,
            "a disk that may be written",
            Try: "mount it for writing, or take another --workspace",
            Status: Status
        );
}

/// <summary>A store could not write, for a reason that is not the data's.</summary>
/// <param name="problem">What to tell.</param>
/// <param name="inner">What the store said.</param>
public sealed class StorageUnwritableException(Problem problem, Exception inner) : IOException(problem.ToString(), inner)
{
    /// <summary>What to tell.</summary>
    public Problem Problem { get; } = problem;
}
