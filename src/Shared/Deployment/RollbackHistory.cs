using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Deployment;

/// <summary>What a model's ledger says of its rollbacks.</summary>
/// <param name="Rollbacks">Every rollback that took a version out of service, oldest first; the version is the entry's
/// <see cref="LedgerEntry.From"/>.</param>
/// <param name="Removed">The versions that a rollback took out and nobody brought back, each with that rollback.</param>
public sealed record RollbackHistory(IReadOnlyList<LedgerEntry> Rollbacks, IReadOnlyDictionary<int, LedgerEntry> Removed)
{
    /// <summary>
    /// Reads the entries, oldest first. A version that served earlier takes out the one in whose place it serves again;
    /// one that is brought back forwards takes nothing out.
    /// </summary>
    public static RollbackHistory Of(IEnumerable<LedgerEntry> entries)
    {
        var (rollbacks, removed, served) = (new List<LedgerEntry>(), new Dictionary<int, LedgerEntry>(), (IReadOnlyList<int>)[]);
        foreach (var entry in entries.Where(entry => entry.Action != LedgerAction.Held))
        {
            if (entry is { Action: LedgerAction.RolledBack, From: { } from })
            {
                if (DeploymentRules.IsBackwards(served, from, entry.To))
                {
                    rollbacks.Add(entry);
                    removed[from] = entry;
                }

                served = DeploymentRules.HistoryAfter(served, from, entry.To);
            }
            else if (entry.From is { } replaced)
            {
                served = [.. served, replaced];
            }

            removed.Remove(entry.To);
        }

        return new(rollbacks, removed);
    }

    /// <summary>
    /// The removed version that another one equals, with the rollback and whether its bytes are the same; else its data
    /// and definition are. Null where there is none.
    /// </summary>
    /// <param name="version">The other one.</param>
    /// <param name="versions">The model's versions.</param>
    public RemovedTwin? TwinOf(ModelVersion version, IEnumerable<ModelVersion> versions)
    {
        RemovedTwin? found = null;
        foreach (var other in versions.Where(other => Removed.ContainsKey(other.Number)))
        {
            var isSameModel = other.Artifact == version.Artifact || (other.Evaluated is not null && other.Evaluated == version.Evaluated);
            if (isSameModel || (other.Dataset == version.Dataset && other.Definition == version.Definition))
            {
                found = new(other.Number, Removed[other.Number], isSameModel);
            }
        }

        return found;
    }
}

/// <summary>A version that a rollback took out, and that another one equals.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Rollback">The rollback.</param>
/// <param name="IsSameModel">Whether the bytes are the same; else the data and the definition are.</param>
public sealed record RemovedTwin(int Version, LedgerEntry Rollback, bool IsSameModel);
