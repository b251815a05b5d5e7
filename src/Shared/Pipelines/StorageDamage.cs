using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Pipelines;

/// <summary>
/// What is told where something that was once stored cannot be read any more. Trying again reads the same bytes; a
/// person can do something about it.
/// </summary>
public static class StorageDamage
{
    /// <summary>The problem that a failure tells of; null where it is of another kind.</summary>
    public static Problem? Of(Exception fault) =>
        fault is InvalidDataException or InvalidModelException
            ? new(
                "What is stored cannot be used",
                fault.Message,
                "what was once written",
                Try: "restore it from a copy; where it is a version's, another one can serve instead (mlops rollback "
                    + "MODEL --to VERSION), and mlops retrain MODEL makes a new one",
                Status: 500
            )
            : null;
}
