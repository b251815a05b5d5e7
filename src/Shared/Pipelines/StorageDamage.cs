using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Pipelines;

/// <summary>
/// The problem of stored bytes that can no longer be read. Trying again reads the same bytes, so a person has to act.
/// </summary>
public static class StorageDamage
{
    /// <summary>The problem of a failure; null where the failure is of another kind.</summary>
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
